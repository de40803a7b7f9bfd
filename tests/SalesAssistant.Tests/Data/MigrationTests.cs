using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Data;

/// <summary>The schema of both databases comes from one model.</summary>
public sealed class MigrationTests(Postgres postgres)
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Migrations_make_every_column_of_the_model_in_an_empty_database(string provider)
    {
        await using var database = await TestDatabase.Create(provider, postgres);
        await database.Database.Migrate(CancellationToken.None);

        await using var db = database.Database.CreateDbContext();
        Assert.NotEmpty(db.Model.GetEntityTypes());
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var table = StoreObjectIdentifier.Table(entity.GetTableName()!, entity.GetSchema());
            await using var command = db.Database.GetDbConnection().CreateCommand();
            await db.Database.OpenConnectionAsync();
            // SQLite reads an unknown name in quotes as a text, but not with the table before it.
            command.CommandText = $"SELECT {string.Join(", ", entity.GetProperties().Select(property => $"\"{table.Name}\".\"{property.GetColumnName(table)}\""))} FROM \"{table.Name}\"";
            await using var reader = await command.ExecuteReaderAsync();
            Assert.Equal(entity.GetProperties().Count(), reader.FieldCount);
        }
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task No_change_of_the_model_waits_for_a_migration(string provider)
    {
        await using var database = await TestDatabase.Create(provider, postgres);
        await using var db = database.Database.CreateDbContext();
        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Migrating_again_changes_nothing(string provider)
    {
        await using var database = await TestDatabase.Create(provider, postgres);
        await database.Database.Migrate(CancellationToken.None);
        await database.Database.Migrate(CancellationToken.None);

        await using var db = database.Database.CreateDbContext();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }
}
