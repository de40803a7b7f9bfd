using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesAssistant.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AnswersUnderWay : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Shown",
                table: "Turns",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "StreamId",
                table: "Turns",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Shown",
                table: "Turns");

            migrationBuilder.DropColumn(
                name: "StreamId",
                table: "Turns");
        }
    }
}
