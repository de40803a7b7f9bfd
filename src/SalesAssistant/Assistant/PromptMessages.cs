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
public sealed class PromptMessages
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
                messages.Add(new ChatMessage(part.Role, await part.Template.RenderAsync(kernel, arguments, cancel)));
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
                parts.Add(new Part(new ChatRole(((XElement)node).Attribute("role")!.Value), TemplateOf(((XElement)node).Value.Trim(), config)));
            else if (node is XText text && text.Value.Trim() is var words && words.Length > 0)
                parts.Add(words == History ? new Part(default, null) : throw new KernelException($"skprompt.txt has words outside of its <message> elements: {Short(words)}"));
            else if (node is not XText)
                throw new KernelException($"skprompt.txt has something that is no message: {Short(node.ToString())}");
        }
        return parts;
    }

    static IPromptTemplate TemplateOf(string text, PromptTemplateConfig config)
    {
        var own = new PromptTemplateConfig(text) { AllowDangerouslySetContent = true };
        foreach (var variable in config.InputVariables)
            own.InputVariables.Add(new InputVariable(variable) { AllowDangerouslySetContent = true });
        return new KernelPromptTemplateFactory { AllowDangerouslySetContent = true }.Create(own);
    }

    static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;

    /// <param name="Template">Null for the place of the history.</param>
    sealed record Part(ChatRole Role, IPromptTemplate? Template);
}
