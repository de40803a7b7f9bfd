using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesAssistant.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class HostsAndWeeks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "ConsentAt",
                table: "Bookings",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ConsentText",
                table: "Bookings",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "HostReason",
                table: "Bookings",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "BookingCoHosts",
                columns: table => new
                {
                    BookingId = table.Column<string>(type: "text", nullable: false),
                    HostEmail = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BookingCoHosts", x => new { x.BookingId, x.HostEmail });
                });

            migrationBuilder.CreateTable(
                name: "BookingWeekCounts",
                columns: table => new
                {
                    HostEmail = table.Column<string>(type: "text", nullable: false),
                    MeetingTypeId = table.Column<string>(type: "text", nullable: false),
                    Monday = table.Column<DateOnly>(type: "date", nullable: false),
                    Ordinal = table.Column<int>(type: "integer", nullable: false),
                    BookingId = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BookingWeekCounts", x => new { x.HostEmail, x.MeetingTypeId, x.Monday, x.Ordinal });
                });

            migrationBuilder.CreateIndex(
                name: "IX_BookingCoHosts_HostEmail",
                table: "BookingCoHosts",
                column: "HostEmail");

            migrationBuilder.CreateIndex(
                name: "IX_BookingWeekCounts_BookingId",
                table: "BookingWeekCounts",
                column: "BookingId");

            // Bookings that stand already have their places in the week too.
            migrationBuilder.Sql("""
                INSERT INTO "BookingWeekCounts" ("HostEmail", "MeetingTypeId", "Monday", "Ordinal", "BookingId")
                SELECT "HostEmail", "MeetingTypeId", date_trunc('week', "LocalDate")::date,
                    ROW_NUMBER() OVER (PARTITION BY "HostEmail", "MeetingTypeId", date_trunc('week', "LocalDate") ORDER BY "LocalDate", "Ordinal"), "BookingId"
                FROM "BookingDayCounts"
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BookingCoHosts");

            migrationBuilder.DropTable(
                name: "BookingWeekCounts");

            migrationBuilder.DropColumn(
                name: "ConsentAt",
                table: "Bookings");

            migrationBuilder.DropColumn(
                name: "ConsentText",
                table: "Bookings");

            migrationBuilder.DropColumn(
                name: "HostReason",
                table: "Bookings");
        }
    }
}
