using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace SalesAssistant.Data;

/// <summary>
/// The product's tables. It names no entity: each feature brings its own <see cref="IEntityTypeConfiguration{T}"/>.
/// Contexts of this type read; every write goes through <see cref="BatchWriter"/>.
/// </summary>
public abstract class SalesDb(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(SalesDb).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // All times are UTC. SQLite can't compare DateTimeOffset, and forgets the kind of a DateTime.
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        value => value.Kind == DateTimeKind.Utc ? value : value.ToUniversalTime(),
        value => DateTime.SpecifyKind(value, DateTimeKind.Utc));
}

/// <summary>The embedded default: one SQLite file in the data directory.</summary>
public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : SalesDb(options);

/// <summary>The database to scale out with.</summary>
public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : SalesDb(options);
