using System.Text.RegularExpressions;

namespace SalesAssistant.Content.Grounding;

/// <summary>What binds the company is said only as the content says it: discounts, guarantees, money back, and that something was or will be done.</summary>
static partial class Promises
{
    static readonly Regex[] Kinds = [Discount(), Free(), Guarantee(), Refund(), Waiver(), Unlimited(), ForEver(), Special(), Universal()];

    /// <summary>Whether the sentence promises what the quote doesn't.</summary>
    public static bool GoesBeyond(string sentence, string quote)
    {
        if (Kinds.Any(kind => kind.IsMatch(sentence) && !kind.IsMatch(quote)))
            return true;
        // A promise for a case that the quote doesn't speak of.
        if (IsOne(sentence) && Case().IsMatch(sentence) && !Condition().IsMatch(quote))
            return true;
        // Nothing is done by saying so: what was done is said by code, from the row that was written.
        return (Act().IsMatch(sentence) || Done().IsMatch(sentence)) && !(Act().IsMatch(quote) || Done().IsMatch(quote));
    }

    /// <summary>Whether the sentence promises what the quote promises under a condition, and says nothing of any.</summary>
    public static bool LeavesOutCondition(string sentence, string quote) =>
        IsOne(sentence) && Condition().IsMatch(quote) && !Condition().IsMatch(sentence);

    static bool IsOne(string sentence) => Array.Exists(Kinds, kind => kind.IsMatch(sentence));

    [GeneratedRegex(@"\b(?:if|when|unless|until|wenn|falls|sofern|si|se|als)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Case();

    [GeneratedRegex(@"\b(?:if|when|who|whose|with|within|unless|until|only|after|before|during|provided|as long as|while|wenn|mit|nur|bis|nach|vor|sofern|si|avec|con)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Condition();

    [GeneratedRegex(@"\b(?:everything|all|every|always|any|anything|anyone|everybody|everyone|alles|allen?|immer|jede\w*|tous|toutes?|todos?|todas?|tutt[oi])\b", RegexOptions.IgnoreCase)]
    private static partial Regex Universal();

    [GeneratedRegex(@"\b(?:discount|rebate|coupon|voucher|reduced|reduction|cheaper|price cut|knock\w* off|half price|\d+\s?(?:%|per ?cent)\s+off|rabatt\w*|nachlass|ermäßig\w*|gutschein\w*|réduction|remise|descuento|sconto|korting)", RegexOptions.IgnoreCase)]
    private static partial Regex Discount();

    [GeneratedRegex(@"(?<!feel |hands-|care-|interest-)\b(?:for )?(?:free\b(?! of\b| to\b)|gratis|free of charge|no charge|without charge|complimentary|at no (?:extra )?cost|costs? nothing|kostenlos\w*|kostenfrei\w*|umsonst|gratuit\w*|gratuito\w*)", RegexOptions.IgnoreCase)]
    private static partial Regex Free();

    [GeneratedRegex(@"\b(?:guarant\w+|warrant\w+|promis\w+|risk[- ]free|assur\w+|garanti\w*|garanz\w*|versprech\w*|versprich\w*)", RegexOptions.IgnoreCase)]
    private static partial Regex Guarantee();

    [GeneratedRegex(@"\b(?:refund\w*|money[- ]back|money is returned|reimburs\w+|(?:get|give|gives|have|pay|pays) (?:you |it |them |your money |the money |all of it )?back|erstatt\w*|rückerstatt\w*|rembours\w*|reembols\w*)", RegexOptions.IgnoreCase)]
    private static partial Regex Refund();

    [GeneratedRegex(@"\b(?:waive\w*|erlass\w*|entfällt)", RegexOptions.IgnoreCase)]
    private static partial Regex Waiver();

    [GeneratedRegex(@"\b(?:unlimited|as many as you|without limit|no limit|unbegrenzt\w*|illimité\w*|ilimitad\w*)", RegexOptions.IgnoreCase)]
    private static partial Regex Unlimited();

    [GeneratedRegex(@"\b(?:for ?ever|for life|lifetime|permanent\w*|lebenslang\w*|für immer|à vie|de por vida)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ForEver();

    [GeneratedRegex(@"\b(?:special (?:price|offer|deal)|best price|lowest price|price match|just for you|exclusive\w*|sonderpreis|sonderangebot|bonus|gift)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Special();

    [GeneratedRegex(@"\b(?:I(?:'|’)?(?:ll| will| can| have|(?:'|’)ve| am|(?:'|’)m)|we(?:'|’)?(?: will|ll| have|(?:'|’)ve) (?:now |already |just )?(?:book\w*|reserv\w*|schedul\w*|call\w*|e-?mail\w*|contact\w*|arrang\w*|appl\w+|refund\w*|forward\w*|notif\w+|upgrad\w*|activat\w*|cancel\w*|confirm\w*|transfer\w*|delet\w*|remov\w*)|ich (?:habe|werde)|wir haben (?:sie|ihnen|ihr)|wir werden (?:sie|ihnen)|j(?:'|’)ai|he reservado)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Act();

    [GeneratedRegex(@"\b(?:your|you|ihr|ihre)\b[^.;]{0,40}\b(?:(?:is|are|has been|have been|was|were)\s(?:now |already |just |successfully )?(?:booked|reserved|scheduled|confirmed|applied|granted|approved|forwarded|notified|unlocked|activated|upgraded|cancelled|canceled|refunded|registered|deleted|transferred)|(?:ist|wurde|sind|wurden)\s(?:\w+\s)?(?:gebucht|reserviert|bestätigt|storniert|genehmigt|aktiviert))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Done();
}
