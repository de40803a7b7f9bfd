using Microsoft.EntityFrameworkCore;
using SalesAssistant.Hosting;

namespace SalesAssistant.Data;

public static class DataFeature
{
    /// <summary>The database, its reading contexts and its one writer.</summary>
    public static IServiceCollection AddData(this IServiceCollection services) => services
        .AddSingleton<DataDirectory>()
        .AddSingleton<Database>()
        .AddSingleton<IDbContextFactory<SalesDb>>(provider => provider.GetRequiredService<Database>())
        .AddSingleton<BatchWriter>();
}
