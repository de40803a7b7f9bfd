using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NodaTime;
using SalesAssistant.Content.Embeddings;
using SalesAssistant.Content.Site;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>What may be said: marketing's files, searched and quoted.</summary>
public static class ContentFeature
{
    public static IServiceCollection AddContent(this IServiceCollection services, IConfiguration configuration)
    {
        var options = Settings.Section<ContentOptions>(configuration, ContentOptions.Section);
        services.AddSingleton(Options.Create(options));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<WallClock>();
        // The team's file knows the company's zone; without that feature the date is UTC's.
        services.TryAddSingleton(provider => new CompanyClock(provider.GetRequiredService<WallClock>(), () => DateTimeZone.Utc));
        services.TryAddSingleton<DataDirectory>();
        services.AddSingleton<SnapshotStore>();
        services.AddSingleton<ContentLibrary>();
        services.AddSingleton(provider => new Preparation(_ => Task.Run(() => provider.GetRequiredService<ContentLibrary>().Current)));
        services.AddHostedService<ContentWatcher>();
        services.AddSingleton(provider => new SiteSettings(configuration, provider.GetRequiredService<IHostEnvironment>()));
        services.AddSingleton<SiteStore>();
        services.AddHostedService<SiteReader>();
        services.AddSingleton(provider => new StartCheck(() => _ = provider.GetRequiredService<SiteSettings>()));
        services.AddSingleton(provider => new QuestionMeanings(provider.GetService<ITextEncoder>() as EndpointEncoder, provider.GetRequiredService<ILogger<QuestionMeanings>>()));
        if (options.Embeddings)
        {
            // One processor is left to the visitors; an endpoint that is set up takes the place of the embedded encoder.
            services.TryAddSingleton<ITextEncoder>(_ => new EmbeddedEncoder(threads: Math.Max(1, Environment.ProcessorCount - 1)));
            services.AddSingleton(provider => new MeaningBuilder(provider.GetRequiredService<ITextEncoder>(), options.EmbeddingsCache ?? provider.GetRequiredService<DataDirectory>().PathOf("embeddings"), provider.GetRequiredService<ILogger<MeaningBuilder>>()));
            services.AddHostedService<MeaningWorker>();
        }
        services.AddSingleton(new FileCheck("content", () => ContentCheck.Run(options.Directory)));
        services.AddSingleton(new StartCheck(() =>
        {
            if (!Directory.Exists(options.Directory))
                throw new SettingException("Content:Directory", $"'{options.Directory}' is not there", "make the folder, or name the one that holds the content");
        }));
        return services;
    }
}
