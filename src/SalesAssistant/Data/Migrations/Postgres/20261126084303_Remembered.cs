using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesAssistant.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Remembered : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "AskedToRememberAt",
                table: "Conversations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ErasedAt",
                table: "Conversations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Person",
                table: "Conversations",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RememberConsentId",
                table: "Conversations",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "RememberConsents",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", nullable: false),
                    Person = table.Column<string>(type: "text", nullable: false),
                    Text = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<string>(type: "text", nullable: false),
                    Language = table.Column<string>(type: "text", nullable: false),
                    ConversationId = table.Column<string>(type: "text", nullable: false),
                    Sequence = table.Column<int>(type: "integer", nullable: false),
                    GivenAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UsedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RememberConsents", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Conversations_RememberConsentId",
                table: "Conversations",
                column: "RememberConsentId",
                filter: "\"RememberConsentId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_RememberConsents_Person",
                table: "RememberConsents",
                column: "Person",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RememberConsents_UsedAt",
                table: "RememberConsents",
                column: "UsedAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RememberConsents");

            migrationBuilder.DropIndex(
                name: "IX_Conversations_RememberConsentId",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "AskedToRememberAt",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "ErasedAt",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "Person",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "RememberConsentId",
                table: "Conversations");
        }
    }
}
