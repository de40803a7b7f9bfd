using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using SalesAssistant.Assistant.Contract;

namespace SalesAssistant.Assistant;

/// <summary>
/// A prompt file as the messages it is made of. Its elements are read once, and each message is a Semantic Kernel template of its own: what
/// is filled in later is text and can't become an element, so nobody can speak as the system by writing tags.
/// </summary>
public sealed partial class PromptMessages
{
    /// <summary>Where the conversation so far stands in the file.</summary>
    const string History = "{{$history}}";

    readonly IReadOnlyList<Part> parts;
    readonly PromptExecutionSettings settings;
    readonly PromptExecutionSettings settingsWithTools;

    /// <summary>The tools as the model reads them. A kernel's plugins never change, and describing them is dearer than all the rest of the options.</summary>
    ChatOptions? described;

    PromptMessages(IReadOnlyList<Part> parts, PromptExecutionSettings settings, PromptExecutionSettings settingsWithTools) =>
        (this.parts, this.settings, this.settingsWithTools) = (parts, settings, settingsWithTools);

    /// <param name="template">The text of skprompt.txt: message elements, or words alone, which are then the user's message.</param>
    /// <param name="config">Its config.json: the variables, and what the model is told about length and temperature.</param>
    /// <exception cref="KernelException">The file is not made of message elements, or a message is no template.</exception>
    public static PromptMessages Read(string template, PromptTemplateConfig config)
    {
        List<Part> parts = template.Contains("<message", StringComparison.Ordinal) ? PartsOf(template, config) : [new Part(ChatRole.User, TemplateOf(template.Trim(), config))];
        if (!parts.Exists(part => part.Role == ChatRole.User))
            throw new KernelException("skprompt.txt has no <message role=\"user\">, so the model would not be asked anything.");
        var settings = config.DefaultExecutionSettings?.Clone() ?? new PromptExecutionSettings();
        var withTools = settings.Clone();
        withTools.FunctionChoiceBehavior = FunctionChoiceBehavior.Auto();
        settings.Freeze();
        withTools.Freeze();
        return new PromptMessages(parts, settings, withTools);
    }

    /// <summary>The messages of one turn.</summary>
    public async Task<List<ChatMessage>> Render(Kernel kernel, KernelArguments arguments, IReadOnlyList<Said> history, CancellationToken cancel)
    {
        var messages = new List<ChatMessage>(parts.Count + history.Count);
        foreach (var part in parts)
        {
            if (part.Template is null)
                messages.AddRange(history.Select(said => new ChatMessage(new ChatRole(said.Role), said.Text)));
            else
                messages.Add(new ChatMessage(part.Role, await part.Render(kernel, arguments, cancel)));
        }
        return messages;
    }

    /// <summary>How the model is called: the file's settings, and the kernel's tools.</summary>
    public ChatOptions Options(Kernel kernel)
    {
        described ??= settingsWithTools.ToChatOptions(kernel)!;
        var options = settings.ToChatOptions(kernel)!;
        (options.Tools, options.ToolMode) = (described.Tools, described.ToolMode);
        return options;
    }

    static List<Part> PartsOf(string template, PromptTemplateConfig config)
    {
        XElement root;
        try
        {
            root = XElement.Parse($"<prompt>{template}</prompt>");
        }
        catch (XmlException fault)
        {
            throw new KernelException($"skprompt.txt is not made of whole <message> elements: {fault.Message}", fault);
        }
        var parts = new List<Part>();
        foreach (var node in root.Nodes())
        {
            if (node is XElement { Name.LocalName: "message" } element && element.Attribute("role")?.Value is "system" or "user" or "assistant")
                parts.Add(PartOf(new ChatRole(((XElement)node).Attribute("role")!.Value), ((XElement)node).Value.Trim(), config));
            else if (node is XText text && text.Value.Trim() is var words && words.Length > 0)
                parts.Add(words == History ? new Part(default, null) : throw new KernelException($"skprompt.txt has words outside of its <message> elements: {Short(words)}"));
            else if (node is not XText)
                throw new KernelException($"skprompt.txt has something that is no message: {Short(node.ToString())}");
        }
        return parts;
    }

    /// <summary>What a visitor writes is never the same again, nor to be kept; what the assistant is told is.</summary>
    static Part PartOf(ChatRole role, string template, PromptTemplateConfig config) =>
        new(role, TemplateOf(template, config), role == ChatRole.System ? VariablesOf(template) : null);

    static IPromptTemplate TemplateOf(string text, PromptTemplateConfig config)
    {
        var own = new PromptTemplateConfig(text) { AllowDangerouslySetContent = true };
        foreach (var variable in config.InputVariables)
            own.InputVariables.Add(new InputVariable(variable) { AllowDangerouslySetContent = true });
        return new KernelPromptTemplateFactory { AllowDangerouslySetContent = true }.Create(own);
    }

    static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;

    /// <param name="Template">Null for the place of the history.</param>
    /// <param name="Variables">What is filled in, where a template is made of variables alone: it says the same for the same values. Null where it calls functions.</param>
    sealed record Part(ChatRole Role, IPromptTemplate? Template, IReadOnlyList<string>? Variables = null)
    {
        /// <summary>The rules and the tone are several pages that hardly any turn changes: to put them together anew is a seventh of all the memory that a turn asks for.</summary>
        Rendered? last;

        public async Task<string> Render(Kernel kernel, KernelArguments arguments, CancellationToken cancel)
        {
            if (Variables is null)
                return await Template!.RenderAsync(kernel, arguments, cancel);
            if (last is { } before && before.IsOf(Variables, arguments))
                return before.Text;
            var text = await Template!.RenderAsync(kernel, arguments, cancel);
            last = new Rendered([.. Variables.Select(name => arguments.TryGetValue(name, out var value) ? value : null)], text);
            return text;
        }
    }

    sealed record Rendered(IReadOnlyList<object?> Values, string Text)
    {
        public bool IsOf(IReadOnlyList<string> variables, KernelArguments arguments)
        {
            for (var at = 0; at < variables.Count; at++)
            {
                if (!Equals(arguments.TryGetValue(variables[at], out var value) ? value : null, Values[at]))
                    return false;
            }
            return true;
        }
    }

    /// <summary>The names of a template's variables; null when it has anything else to be filled in.</summary>
    static List<string>? VariablesOf(string template)
    {
        var variables = Variable().Matches(template);
        return variables.Count == Block().Count(template) ? [.. variables.Select(variable => variable.Groups[1].Value).Distinct()] : null;
    }

    [GeneratedRegex(@"\{\{")]
    private static partial Regex Block();

    [GeneratedRegex(@"\{\{\s*\$(\w+)\s*\}\}")]
    private static partial Regex Variable();
}
