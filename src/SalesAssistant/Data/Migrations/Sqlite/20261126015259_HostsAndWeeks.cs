using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesAssistant.Data.Migrations.Sqlite
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
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ConsentText",
                table: "Bookings",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "HostReason",
                table: "Bookings",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "BookingCoHosts",
                columns: table => new
                {
                    BookingId = table.Column<string>(type: "TEXT", nullable: false),
                    HostEmail = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BookingCoHosts", x => new { x.BookingId, x.HostEmail });
                });

            migrationBuilder.CreateTable(
                name: "BookingWeekCounts",
                columns: table => new
                {
                    HostEmail = table.Column<string>(type: "TEXT", nullable: false),
                    MeetingTypeId = table.Column<string>(type: "TEXT", nullable: false),
                    Monday = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    BookingId = table.Column<string>(type: "TEXT", nullable: false)
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

            // Bookings that stand already have their places in the week too; SQLite's "weekday 0" is the Sunday that ends it.
            migrationBuilder.Sql("""
                INSERT INTO "BookingWeekCounts" ("HostEmail", "MeetingTypeId", "Monday", "Ordinal", "BookingId")
                SELECT "HostEmail", "MeetingTypeId", date("LocalDate", 'weekday 0', '-6 days'),
                    ROW_NUMBER() OVER (PARTITION BY "HostEmail", "MeetingTypeId", date("LocalDate", 'weekday 0', '-6 days') ORDER BY "LocalDate", "Ordinal"), "BookingId"
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
