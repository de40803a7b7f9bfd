namespace SalesAssistant.Hosting;

/// <summary>What a feature can't work without. Looked at before the server listens, so that it ends with one clear line and doesn't fail its first visitor.</summary>
/// <param name="Look">Throws a <see cref="SettingException"/> when it is missing.</param>
public sealed record StartCheck(Action Look);
