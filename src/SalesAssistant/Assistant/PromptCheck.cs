using System.Text.Json;
using Microsoft.SemanticKernel;
using SalesAssistant.Assistant.Embedded;
using SalesAssistant.Hosting;

namespace SalesAssistant.Assistant;

/// <summary>Looks over the marketers' prompts: files that are needed and missing, folders that lack one, settings that are no JSON, templates that don't render, intents without examples.</summary>
public static class PromptCheck
{
    const string Template = "skprompt.txt";
    const string Config = "config.json";

    /// <exception cref="SettingException">There is no such directory.</exception>
    public static IEnumerable<FileFault> Run(string directory)
    {
        if (!Directory.Exists(directory))
            throw new SettingException("Prompts:Directory", $"'{directory}' doesn't exist", "name the folder that holds the prompts");
        var faults = new List<FileFault>();
        foreach (var folder in Directory.EnumerateDirectories(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var hasTemplate = File.Exists(Path.Combine(folder, Template));
            var hasConfig = File.Exists(Path.Combine(folder, Config));
            var name = Path.GetRelativePath(directory, folder).Replace('\\', '/');
            if (hasTemplate && hasConfig)
                faults.AddRange(Prompt(name, folder));
            else if (hasTemplate || hasConfig)
                faults.Add(new FileFault($"{name}/{(hasTemplate ? Config : Template)}", 0, "The file is missing: a prompt is a folder with both skprompt.txt and config.json."));
        }
        return [.. faults, .. Missing(directory, faults), .. Intents(Path.Combine(directory, "intents"))];
    }

    /// <summary>A folder that is missing is one fault, and so is a file that was named already.</summary>
    static IEnumerable<FileFault> Missing(string directory, List<FileFault> named)
    {
        foreach (var folder in PromptLibrary.Needed.GroupBy(file => file.Split('/')[0]))
        {
            if (!Directory.Exists(Path.Combine(directory, folder.Key)))
                yield return new FileFault(folder.Key, 0, $"The folder is missing: without {string.Join(" and ", folder)} nobody can be answered. Restore its last version.");
            else
                foreach (var file in folder.Where(file => !File.Exists(Path.Combine([directory, .. file.Split('/')])) && named.TrueForAll(fault => fault.File != file)))
                    yield return new FileFault(file, 0, "The file is missing, and without it nobody can be answered. Restore its last version.");
        }
    }

    static IEnumerable<FileFault> Prompt(string name, string folder)
    {
        PromptTemplateConfig config;
        try
        {
            config = PromptTemplateConfig.FromJson(File.ReadAllText(Path.Combine(folder, Config)));
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            var line = fault is JsonException { LineNumber: { } number } ? (int)number + 1 : 0;
            return [new FileFault($"{name}/{Config}", line, $"This isn't a prompt's settings: {fault.Message}")];
        }
        var template = File.ReadAllText(Path.Combine(folder, Template));
        try
        {
            var sample = new KernelArguments(config.InputVariables.ToDictionary(variable => variable.Name, variable => (object?)"sample"));
            // It has nothing to wait for: the kernel is empty, and a template that calls a function is a fault here.
            var messages = PromptMessages.Read(template, config).Render(new Kernel(), sample, [], CancellationToken.None).GetAwaiter().GetResult();
            return messages.TrueForAll(message => string.IsNullOrWhiteSpace(message.Text)) ? [new FileFault($"{name}/{Template}", 0, "The prompt is empty.")] : [];
        }
        catch (Exception fault) when (fault is KernelException or ArgumentException or KeyNotFoundException)
        {
            return [new FileFault($"{name}/{Template}", 0, $"The prompt doesn't render: {fault.Message}")];
        }
    }

    static IEnumerable<FileFault> Intents(string directory)
    {
        if (!Directory.Exists(directory))
            return [new FileFault("intents", 0, "The folder is missing: it holds a file of example sentences for each thing that visitors want.")];
        var taught = IntentExamples.Read(directory).Select(example => example.Intent).ToHashSet();
        return Directory.EnumerateFiles(directory, "*.txt").Order(StringComparer.Ordinal)
            .Where(file => !taught.Contains(IntentExamples.IntentOf(file)))
            .Select(file => new FileFault($"intents/{Path.GetFileName(file)}", 0, "The file has no example; write one sentence a line."));
    }
}
