using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesAssistant.Data.Migrations.Sqlite
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
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ErasedAt",
                table: "Conversations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Person",
                table: "Conversations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RememberConsentId",
                table: "Conversations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "RememberConsents",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    Person = table.Column<string>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<string>(type: "TEXT", nullable: false),
                    Language = table.Column<string>(type: "TEXT", nullable: false),
                    ConversationId = table.Column<string>(type: "TEXT", nullable: false),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    GivenAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UsedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
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
