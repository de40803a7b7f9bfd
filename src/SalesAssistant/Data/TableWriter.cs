using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SalesAssistant.Data;

/// <summary>INSERT and UPDATE of one table, written once from the EF model: the entity's configuration stays the only truth about columns.</summary>
sealed class TableWriter
{
    readonly Column[] columns;
    readonly Column[] keys;
    readonly Column? token;
    readonly string name;
    readonly Action<object, object?[]> read;
    readonly object?[] values;
    readonly object?[] earlier;
    readonly ulong allButKeys;

    /// <summary>The statement for each set of columns that have a value, by their bits. To bind a parameter costs more than to leave a column out.</summary>
    readonly Dictionary<ulong, string> inserts = [];

    /// <summary>The statement for each set of changed columns, by their bits. Few of the many that there could be ever occur.</summary>
    readonly Dictionary<(ulong Columns, bool IsGuarded), string> changes = [];

    public TableWriter(IModel model, Type type)
    {
        var entity = model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} is not an entity.");
        var table = StoreObjectIdentifier.Table(entity.GetTableName()!, entity.GetSchema());
        columns = [.. entity.GetProperties().Select((property, index) => new Column(property, property.GetColumnName(table)!, "@p" + index))];
        if (columns.Length > 64)
            throw new InvalidOperationException($"{type.Name} has more columns than a set of bits has places.");
        name = $"\"{table.Name}\"";
        keys = [.. columns.Where(column => column.Property.IsPrimaryKey())];
        token = columns.FirstOrDefault(column => column.Property.IsConcurrencyToken);
        read = Reader(type, columns);
        (values, earlier) = (new object?[columns.Length], new object?[columns.Length]);
        allButKeys = columns.Select((column, at) => column.Property.IsPrimaryKey() ? 0 : 1UL << at).Aggregate(0UL, (all, bit) => all | bit);
    }

    /// <summary>Inserts a row. What is null stays out of the statement: no column that may be null has another default.</summary>
    public void Insert(object row, WriteSession session)
    {
        var given = 0UL;
        read(row, values);
        for (var at = 0; at < columns.Length; at++)
        {
            if (values[at] is not null)
                given |= 1UL << at;
        }
        if (!inserts.TryGetValue(given, out var sql))
            inserts[given] = sql = InsertOf(given);
        var command = session.Command(sql);
        var place = 0;
        for (var at = 0; at < columns.Length; at++)
        {
            if ((given >> at & 1) != 0)
                Set(command, place++, columns[at].Parameter, columns[at].Stored(values[at]));
        }
        command.ExecuteNonQuery();
    }

    /// <summary>Writes the columns in which the row differs from what it was.</summary>
    public bool Update(object row, object before, object? expected, WriteSession session)
    {
        var changed = 0UL;
        read(row, values);
        read(before, earlier);
        for (var at = 0; at < columns.Length; at++)
        {
            if (!Equals(values[at], earlier[at]))
                changed |= 1UL << at;
        }
        return changed == 0 || Write(changed, expected, session);
    }

    public bool Update(object row, object? expected, WriteSession session)
    {
        read(row, values);
        return Write(allButKeys, expected, session);
    }

    bool Write(ulong changed, object? expected, WriteSession session)
    {
        if (!changes.TryGetValue((changed, expected is not null), out var sql))
            changes[(changed, expected is not null)] = sql = ChangeOf(changed, expected is not null);
        var command = session.Command(sql);
        var place = 0;
        for (var at = 0; at < columns.Length; at++)
        {
            if ((changed >> at & 1) != 0)
                Set(command, place++, columns[at].Parameter, columns[at].Stored(values[at]));
        }
        for (var at = 0; at < columns.Length; at++)
        {
            if ((allButKeys >> at & 1) == 0)
                Set(command, place++, columns[at].Parameter, columns[at].Stored(values[at]));
        }
        if (expected is not null)
            Set(command, place, "@expected", expected);
        return command.ExecuteNonQuery() == 1;
    }

    string InsertOf(ulong given)
    {
        var named = columns.Where((_, at) => (given >> at & 1) != 0).ToList();
        return $"INSERT INTO {name} ({string.Join(", ", named.Select(column => column.Quoted))}) VALUES ({string.Join(", ", named.Select(column => column.Parameter))})";
    }

    string ChangeOf(ulong changed, bool isGuarded) =>
        $"UPDATE {name} SET {string.Join(", ", columns.Where((_, at) => (changed >> at & 1) != 0).Select(column => $"{column.Quoted} = {column.Parameter}"))} " +
        $"WHERE {string.Join(" AND ", keys.Select(column => $"{column.Quoted} = {column.Parameter}"))}{(isGuarded ? $" AND {token!.Quoted} = @expected" : "")}";

    static void Set(DbCommand command, int place, string name, object value)
    {
        if (command.Parameters.Count == place)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }
        command.Parameters[place].Value = value;
    }

    /// <summary>Takes all of a row's values at once: one method a table. EF's getters are four a property, and the first visitor would wait for hundreds to be compiled.</summary>
    static Action<object, object?[]> Reader(Type type, Column[] columns)
    {
        var (row, values) = (Expression.Parameter(typeof(object)), Expression.Parameter(typeof(object?[])));
        var typed = Expression.Convert(row, type);
        return Expression.Lambda<Action<object, object?[]>>(Expression.Block(columns.Select((column, at) => Expression.Assign(
            Expression.ArrayAccess(values, Expression.Constant(at)), Expression.Convert(Expression.Property(typed, column.Property.PropertyInfo!), typeof(object))))), row, values).Compile();
    }

    sealed class Column(IProperty property, string name, string parameter)
    {
        readonly Func<object?, object?>? convert = property.GetTypeMapping().Converter?.ConvertToProvider;

        public IProperty Property => property;
        public string Quoted { get; } = $"\"{name}\"";
        public string Parameter => parameter;

        /// <summary>A value of this property as the column takes it.</summary>
        public object Stored(object? value) => StorableText.Of(value is null || convert is null ? value : convert(value)) ?? DBNull.Value;
    }
}
