using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SalesAssistant.Data;

/// <summary>Text that both databases take. PostgreSQL refuses NUL and half a surrogate pair, and nobody's message shall be lost for one.</summary>
static class StorableText
{
    const char Replacement = '\ufffd';

    /// <summary>The parameter's value, with U+FFFD in place of what can't be stored.</summary>
    public static object? Of(object? value) => value is string text && MayNeedMending(text) ? Mended(text) : value;

    static bool MayNeedMending(ReadOnlySpan<char> text) => text.Contains('\0') || text.ContainsAnyInRange('\ud800', '\udfff');

    static string Mended(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', Replacement);

    /// <summary>The same for what EF Core sends, questions included.</summary>
    public sealed class ForEf : DbCommandInterceptor
    {
        public static readonly ForEf Instance = new();

        public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
        {
            foreach (DbParameter parameter in result.Parameters)
                parameter.Value = Of(parameter.Value);
            return result;
        }
    }
}
