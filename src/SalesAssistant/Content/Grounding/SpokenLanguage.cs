using System.Collections.Frozen;

namespace SalesAssistant.Content.Grounding;

/// <summary>Which language a sentence is in, by the small words that it can't do without.</summary>
static class SpokenLanguage
{
    static readonly (string Code, FrozenSet<string> Words)[] Known =
    [
        ("en", Set("the is are was and of to for with not you your we our can have has does do it its this that a an at by on from what which will be there if when")),
        ("de", Set("der die das den dem des und ist sind nicht ein eine einen einem einer für mit im zu zum zur von sie ihr wir kein keine kann können wird werden auch auf oder bei ab pro kostet gibt es enthält umfasst bietet hat haben monat jahr zwei drei vier fünf sechs zehn personen")),
        ("fr", Set("le la les des du et est sont pas un une pour avec dans vous votre nous notre que qui sur par ne au aux ce cette peut il elle coûte mois")),
        ("es", Set("el la los las y es son no un una para con en su sus nosotros que por del al se puede este esta cuesta hay mes")),
        ("it", Set("il lo la gli le e è sono non un una per con nel della di che si può questo questa costa al mese")),
        ("nl", Set("de het een en is zijn niet voor met van in op u uw wij kan per maand kost deze dit er")),
    ];

    /// <summary>A sentence of two words may look like any language: one needs so many of another's small words to be in it.</summary>
    const int Enough = 2;

    /// <summary>Two-letter code.</summary>
    /// <param name="expected">What it is taken for unless its words tell otherwise.</param>
    public static string Of(string text, string expected)
    {
        var words = Clauses.Words(text).Select(word => word.Text.ToLowerInvariant()).ToList();
        var counted = Known.Select(language => (language.Code, Hits: words.Count(language.Words.Contains))).OrderByDescending(pair => pair.Hits).ToList();
        var asExpected = counted.Find(pair => pair.Code == expected).Hits;
        return counted[0].Hits >= Enough && counted[0].Hits > asExpected ? counted[0].Code : expected;
    }

    static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet();
}
