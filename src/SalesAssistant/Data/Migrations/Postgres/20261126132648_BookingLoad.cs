using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesAssistant.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class BookingLoad : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Bookings_Load",
                table: "Bookings",
                columns: new[] { "MeetingTypeId", "HostEmail", "CreatedAt", "State", "HeldUntil" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Bookings_Load",
                table: "Bookings");
        }
    }
}
