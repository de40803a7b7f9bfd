namespace SalesAssistant.Data;

/// <summary>Rows that say what is owed, of which one process at a time works on each: its name is in the column `Lease`, until `LeasedUntil`.</summary>
static class Leases
{
    /// <summary>A data directory has one server: with the file beside it, whoever held a lease when this one started is gone.</summary>
    /// <param name="table">With the columns `State`, `Lease` and `LeasedUntil`.</param>
    public static async Task FreeOld(Database database, BatchWriter writer, string table)
    {
        if (database.IsEmbedded)
            await writer.Write(session => session.Execute($"""UPDATE "{table}" SET "Lease" = NULL, "LeasedUntil" = NULL WHERE "State" = 'Pending' AND "Lease" IS NOT NULL"""));
    }
}
