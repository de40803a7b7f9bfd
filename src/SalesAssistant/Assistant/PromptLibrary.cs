using System.Security.Cryptography;
using System.Text;
using Microsoft.SemanticKernel;
using SalesAssistant.Hosting;

namespace SalesAssistant.Assistant;

/// <summary>
/// The marketers' prompts: one folder a prompt with skprompt.txt and config.json, and the rules beside them. Read again when they
/// change; a version that can't be read is logged and the last good one stays.
/// </summary>
public sealed class PromptLibrary
{
    /// <summary>The files without which nobody can be answered, by their path in the directory, with forward slashes.</summary>
    public static readonly IReadOnlyList<string> Needed = ["answer/skprompt.txt", "answer/config.json", "rules/tone.md", "rules/guardrails.md"];

    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    readonly string directory;
    readonly TimeProvider clock;
    readonly ILogger<PromptLibrary> log;
    readonly Lock reading = new();
    long lookedAt;
    string lastSeen = "";
    volatile AnswerPrompt? current;

    public PromptLibrary(IConfiguration settings, TimeProvider clock, ILogger<PromptLibrary> log)
    {
        directory = PromptsDirectory(settings);
        this.clock = clock;
        this.log = log;
    }

    /// <summary>The setting <c>Prompts:Directory</c>, "prompts" when unset.</summary>
    public static string PromptsDirectory(IConfiguration settings) =>
        settings["Prompts:Directory"] is { Length: > 0 } directory ? directory : "prompts";

    /// <summary>The prompt of a turn. Take it once for a turn.</summary>
    /// <exception cref="SettingException">There has not been a good version yet.</exception>
    public AnswerPrompt Current
    {
        get
        {
            if (current is null || clock.GetElapsedTime(Volatile.Read(ref lookedAt)) > LookEvery)
                LookAgain();
            return current!;
        }
    }

    void LookAgain()
    {
        lock (reading)
        {
            if (current is not null && clock.GetElapsedTime(lookedAt) <= LookEvery)
                return;
            Volatile.Write(ref lookedAt, clock.GetTimestamp());
            try
            {
                var (stamp, files) = Stamp();
                if (stamp == lastSeen)
                    return;
                lastSeen = stamp;
                current = Read(files);
            }
            catch (Exception fault) when (fault is SettingException or IOException or UnauthorizedAccessException or System.Text.Json.JsonException or ArgumentException or KernelException)
            {
                if (current is null)
                    throw fault as SettingException ?? new SettingException("Prompts:Directory", $"'{directory}' holds a prompt that can't be used ({fault.Message})", "mend the file, or restore its last version");
                log.LogWarning("The prompts in {Directory} can't be used; the last good version stays in force. {Fault}", directory, fault.Message);
            }
        }
    }

    (string Stamp, string[] Files) Stamp()
    {
        string[] files = [.. Needed.Select(file => Path.Combine([directory, .. file.Split('/')]))];
        foreach (var file in files)
        {
            if (!File.Exists(file))
                throw new SettingException("Prompts:Directory", $"has no file '{Path.GetRelativePath(directory, file)}' in '{directory}'", "restore the file, or name the folder that has it");
        }
        return (string.Join('|', files.Select(file => $"{new FileInfo(file).Length}:{File.GetLastWriteTimeUtc(file).Ticks}")), files);
    }

    static AnswerPrompt Read(string[] files)
    {
        var texts = Array.ConvertAll(files, File.ReadAllText);
        var config = PromptTemplateConfig.FromJson(texts[1]);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', texts))))[..16];
        return new AnswerPrompt(PromptMessages.Read(texts[0], config), texts[2].Trim(), texts[3].Trim(), hash);
    }
}

/// <summary>The prompt of a turn as one version of its files has it.</summary>
/// <param name="Messages">The prompt itself.</param>
/// <param name="Tone">How the assistant speaks.</param>
/// <param name="Guardrails">What it must not do.</param>
/// <param name="Hash">Names this version in receipts.</param>
public sealed record AnswerPrompt(PromptMessages Messages, string Tone, string Guardrails, string Hash);
