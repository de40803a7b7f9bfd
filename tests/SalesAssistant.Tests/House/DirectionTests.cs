using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Xunit;

namespace SalesAssistant.Tests.House;

/// <summary>Folders have walls although they share a project: who may know whom, in one table.</summary>
public sealed class DirectionTests
{
    const string Root = "SalesAssistant.";
    static readonly string[] Base = ["Data", "Hosting", "Components", "Reps", "Mails"];
    static readonly string[] Abilities = ["Content", "Handoffs", "Bookings", "Contacts"];

    /// <summary>A feature and what it may know beside itself. Nothing else is allowed.</summary>
    static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Data"] = Base,
        ["Hosting"] = Base,
        ["Components"] = Base,
        ["Reps"] = Base,
        ["Mails"] = Base,
        ["Assistant.Contract"] = [],
        ["Content"] = [.. Base, "Assistant.Contract"],
        ["Handoffs"] = [.. Base, "Assistant.Contract"],
        ["Bookings"] = [.. Base, "Assistant.Contract"],
        ["Contacts"] = [.. Base, "Assistant.Contract"],
        ["Assistant"] = [.. Base, "Assistant.Contract", .. Abilities],
        ["Conversations"] = [.. Base, "Assistant.Contract", .. Abilities, "Assistant"],
        ["Edge"] = [.. Base, "Assistant.Contract", .. Abilities, "Assistant", "Conversations"],
        ["Channels"] = [.. Base, "Assistant.Contract", .. Abilities, "Assistant", "Conversations", "BotFramework"],
        ["Review"] = [.. Base, "Assistant.Contract", .. Abilities, "Assistant", "Conversations"],
        ["BotFramework"] = [],
    };

    static readonly Architecture Product = new ArchLoader().LoadAssemblies(typeof(Program).Assembly, typeof(SalesAssistant.BotFramework.Activities.Activity).Assembly).Build();

    [Fact]
    public void Each_feature_knows_only_what_lies_below_it()
    {
        var breaches = Product.Types
            .Select(type => (Type: type, Feature: FeatureOf(type)))
            .Where(pair => pair.Feature is not null)
            .SelectMany(pair => pair.Type.Dependencies
                // A generic parameter bears the namespace of whoever was loaded first with its name.
                .Where(dependency => dependency.Target is not GenericParameter)
                .Select(dependency => (From: pair.Type.FullName, pair.Feature, To: dependency.Target.FullName, Target: FeatureOf(dependency.Target)))
                .Where(edge => edge.Target is not null && edge.Target != edge.Feature && !MayKnow[edge.Feature!].Contains(edge.Target)))
            .Select(edge => $"{edge.From} knows {edge.To}")
            .Distinct()
            .ToList();
        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_table()
    {
        var unknown = Product.Types.Select(FeatureOf).OfType<string>().Distinct().Where(feature => !MayKnow.ContainsKey(feature));
        Assert.Empty(unknown);
    }

    /// <summary>The SDK of Microsoft Graph is large and may be swapped: one folder knows it.</summary>
    [Fact]
    public void One_folder_knows_the_sdk_of_graph()
    {
        string[] sdk = ["Microsoft.Graph", "Microsoft.Kiota", "Azure."];
        var knowing = Product.Types
            .Where(type => type.FullName.StartsWith(Root, StringComparison.Ordinal))
            .Where(type => type.Dependencies.Any(dependency => sdk.Any(name => dependency.Target.FullName.StartsWith(name, StringComparison.Ordinal))))
            .Select(type => type.Namespace.FullName).Distinct().ToList();
        Assert.Equal(["SalesAssistant.Bookings.Calendars.Graph"], knowing);
    }

    /// <summary>The folder a type lies in; null for types outside of the product and for the table of contents, Program.</summary>
    static string? FeatureOf(IType type)
    {
        var name = type.Namespace?.FullName ?? "";
        if (!name.StartsWith(Root, StringComparison.Ordinal) || name.StartsWith("SalesAssistant.Data.Migrations", StringComparison.Ordinal))
            return null;
        var parts = name[Root.Length..].Split('.');
        // A feature's pages and API are edges: they may see everything below the edges. Review is an edge as a whole.
        if (parts.Length > 1 && parts[1] is "Pages" or "Api" && parts[0] != "Review")
            return "Edge";
        return parts is ["Assistant", "Contract", ..] ? "Assistant.Contract" : parts[0];
    }
}
