using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SalesAssistant.Data;

/// <summary>INSERT and UPDATE of one table, written once from the EF model: the entity's configuration stays the only truth about columns.</summary>
sealed class TableWriter
{
    readonly Column[] columns;
    readonly Column[] keys;
    readonly Column? token;
    readonly string insert;
    readonly string update;

    public TableWriter(IModel model, Type type)
    {
        var entity = model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} is not an entity.");
        var table = StoreObjectIdentifier.Table(entity.GetTableName()!, entity.GetSchema());
        columns = [.. entity.GetProperties().Select((property, index) => new Column(property, property.GetColumnName(table)!, "@p" + index))];
        keys = [.. columns.Where(column => column.Property.IsPrimaryKey())];
        token = columns.FirstOrDefault(column => column.Property.IsConcurrencyToken);
        insert = $"INSERT INTO \"{table.Name}\" ({string.Join(", ", columns.Select(column => column.Quoted))}) VALUES ({string.Join(", ", columns.Select(column => column.Parameter))})";
        update = $"UPDATE \"{table.Name}\" SET {string.Join(", ", columns.Except(keys).Select(column => $"{column.Quoted} = {column.Parameter}"))} " +
                 $"WHERE {string.Join(" AND ", keys.Select(column => $"{column.Quoted} = {column.Parameter}"))}";
    }

    public void Insert(object row, WriteSession session)
    {
        var command = session.Command(insert);
        Bind(command, row);
        command.ExecuteNonQuery();
    }

    public bool Update(object row, object? expected, WriteSession session)
    {
        if (expected is null)
        {
            var command = session.Command(update);
            Bind(command, row);
            return command.ExecuteNonQuery() == 1;
        }
        else
        {
            var command = session.Command($"{update} AND {token!.Quoted} = @expected");
            Bind(command, row);
            if (command.Parameters.Count == columns.Length)
                Add(command, "@expected");
            command.Parameters[columns.Length].Value = expected;
            return command.ExecuteNonQuery() == 1;
        }
    }

    void Bind(DbCommand command, object row)
    {
        if (command.Parameters.Count == 0)
        {
            foreach (var column in columns)
                Add(command, column.Parameter);
        }
        for (var i = 0; i < columns.Length; i++)
            command.Parameters[i].Value = columns[i].ValueOf(row);
    }

    static void Add(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
    }

    sealed class Column(IProperty property, string name, string parameter)
    {
        readonly IClrPropertyGetter getter = property.GetGetter();
        readonly Func<object?, object?>? convert = property.GetTypeMapping().Converter?.ConvertToProvider;

        public IProperty Property => property;
        public string Quoted { get; } = $"\"{name}\"";
        public string Parameter => parameter;

        public object ValueOf(object row)
        {
            var value = getter.GetClrValue(row);
            return StorableText.Of(value is null || convert is null ? value : convert(value)) ?? DBNull.Value;
        }
    }
}
