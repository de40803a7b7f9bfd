using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SalesAssistant.Handoffs;

/// <summary>A question that the content did not answer. Kept for marketing also when no handoff came of it.</summary>
public sealed class MissedQuestion
{
    public required string ConversationId { get; init; }
    public required int Turn { get; init; }
    public required string Question { get; init; }

    /// <summary>The question's words without order, endings and small words: equal for questions that ask the same.</summary>
    public required string Topic { get; init; }

    public required DateTime At { get; init; }
}

sealed class MissedQuestionTable : IEntityTypeConfiguration<MissedQuestion>
{
    public void Configure(EntityTypeBuilder<MissedQuestion> builder)
    {
        builder.ToTable("MissedQuestions").HasKey(missed => new { missed.ConversationId, missed.Turn });
        builder.HasIndex(missed => missed.Topic);
        builder.HasIndex(missed => missed.At);
    }
}
