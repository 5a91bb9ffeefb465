// Every file of migrations/ and reports/, compiled in by C23's #embed: one relocatable binary, no path of a
// build machine inside. HouseTests compares this list with the folders.
#include "CEmbeddedFiles.h"

static const unsigned char migration_0001[] = {
#embed "../../migrations/0001_directory.sql"
};
static const unsigned char migration_0002[] = {
#embed "../../migrations/0002_ledger.sql"
};
static const unsigned char migration_0003[] = {
#embed "../../migrations/0003_proof_stash.sql"
};
static const unsigned char migration_0004[] = {
#embed "../../migrations/0004_stored_response.sql"
};
static const unsigned char migration_0005[] = {
#embed "../../migrations/0005_policy.sql"
};
static const unsigned char migration_0006[] = {
#embed "../../migrations/0006_journal.sql"
};
static const unsigned char migration_0008[] = {
#embed "../../migrations/0008_content.sql"
};
static const unsigned char migration_0010[] = {
#embed "../../migrations/0010_pools.sql"
};
static const unsigned char migration_0011[] = {
#embed "../../migrations/0011_lifecycle.sql"
};
static const unsigned char migration_0012[] = {
#embed "../../migrations/0012_billing.sql"
};
static const unsigned char migration_0013[] = {
#embed "../../migrations/0013_rare_calls.sql"
};

static const unsigned char migration_0007[] = {
#embed "../../migrations/0007_reports.sql"
};
static const unsigned char content_0001[] = {
#embed "../../content/0001_content.sql"
};
static const unsigned char migration_0009[] = {
#embed "../../migrations/0009_pricing.sql"
};
static const unsigned char price_book[] = {
#embed "../../prices/book.csv"
};
static const unsigned char reports_adjustments[] = {
#embed "../../reports/adjustments.sql"
};
static const unsigned char reports_budget_course[] = {
#embed "../../reports/budget-course.sql"
};
static const unsigned char reports_budgets[] = {
#embed "../../reports/budgets.sql"
};
static const unsigned char reports_cache_savings[] = {
#embed "../../reports/cache-savings.sql"
};
static const unsigned char reports_charges[] = {
#embed "../../reports/charges.sql"
};
static const unsigned char reports_cost_per_thousand[] = {
#embed "../../reports/cost-per-thousand.sql"
};
static const unsigned char reports_failures[] = {
#embed "../../reports/failures.sql"
};
static const unsigned char reports_last_use[] = {
#embed "../../reports/last-use.sql"
};
static const unsigned char reports_reconciliation[] = {
#embed "../../reports/reconciliation.sql"
};
static const unsigned char reports_redactions[] = {
#embed "../../reports/redactions.sql"
};
static const unsigned char reports_refusals[] = {
#embed "../../reports/refusals.sql"
};
static const unsigned char reports_spend_by_client[] = {
#embed "../../reports/spend-by-client.sql"
};
static const unsigned char reports_spend_by_day[] = {
#embed "../../reports/spend-by-day.sql"
};
static const unsigned char reports_spend_by_key[] = {
#embed "../../reports/spend-by-key.sql"
};
static const unsigned char reports_spend_by_model[] = {
#embed "../../reports/spend-by-model.sql"
};
static const unsigned char reports_spend_by_month[] = {
#embed "../../reports/spend-by-month.sql"
};
static const unsigned char reports_spend_by_token[] = {
#embed "../../reports/spend-by-token.sql"
};
static const unsigned char reports_spend_by_upstream[] = {
#embed "../../reports/spend-by-upstream.sql"
};
static const unsigned char reports_strangers[] = {
#embed "../../reports/strangers.sql"
};
static const unsigned char reports_unpriced[] = {
#embed "../../reports/unpriced.sql"
};
static const unsigned char reports_upstreams[] = {
#embed "../../reports/upstreams.sql"
};
static const unsigned char reports_views_usage[] = {
#embed "../../reports/views/usage.sql"
};

static const struct {
    const char *path;
    const unsigned char *bytes;
    size_t size;
} files[] = {
    {"migrations/0001_directory.sql", migration_0001, sizeof migration_0001},
    {"migrations/0002_ledger.sql", migration_0002, sizeof migration_0002},
    {"migrations/0003_proof_stash.sql", migration_0003, sizeof migration_0003},
    {"migrations/0004_stored_response.sql", migration_0004, sizeof migration_0004},
    {"migrations/0005_policy.sql", migration_0005, sizeof migration_0005},
    {"migrations/0006_journal.sql", migration_0006, sizeof migration_0006},
    {"migrations/0007_reports.sql", migration_0007, sizeof migration_0007},
    {"migrations/0008_content.sql", migration_0008, sizeof migration_0008},
    {"content/0001_content.sql", content_0001, sizeof content_0001},
    {"migrations/0009_pricing.sql", migration_0009, sizeof migration_0009},
    {"prices/book.csv", price_book, sizeof price_book},
    {"migrations/0010_pools.sql", migration_0010, sizeof migration_0010},
    {"migrations/0011_lifecycle.sql", migration_0011, sizeof migration_0011},
    {"migrations/0012_billing.sql", migration_0012, sizeof migration_0012},
    {"migrations/0013_rare_calls.sql", migration_0013, sizeof migration_0013},
    {"reports/adjustments.sql", reports_adjustments, sizeof reports_adjustments},
    {"reports/budget-course.sql", reports_budget_course, sizeof reports_budget_course},
    {"reports/budgets.sql", reports_budgets, sizeof reports_budgets},
    {"reports/cache-savings.sql", reports_cache_savings, sizeof reports_cache_savings},
    {"reports/charges.sql", reports_charges, sizeof reports_charges},
    {"reports/cost-per-thousand.sql", reports_cost_per_thousand, sizeof reports_cost_per_thousand},
    {"reports/failures.sql", reports_failures, sizeof reports_failures},
    {"reports/last-use.sql", reports_last_use, sizeof reports_last_use},
    {"reports/reconciliation.sql", reports_reconciliation, sizeof reports_reconciliation},
    {"reports/redactions.sql", reports_redactions, sizeof reports_redactions},
    {"reports/refusals.sql", reports_refusals, sizeof reports_refusals},
    {"reports/spend-by-client.sql", reports_spend_by_client, sizeof reports_spend_by_client},
    {"reports/spend-by-day.sql", reports_spend_by_day, sizeof reports_spend_by_day},
    {"reports/spend-by-key.sql", reports_spend_by_key, sizeof reports_spend_by_key},
    {"reports/spend-by-model.sql", reports_spend_by_model, sizeof reports_spend_by_model},
    {"reports/spend-by-month.sql", reports_spend_by_month, sizeof reports_spend_by_month},
    {"reports/spend-by-token.sql", reports_spend_by_token, sizeof reports_spend_by_token},
    {"reports/spend-by-upstream.sql", reports_spend_by_upstream, sizeof reports_spend_by_upstream},
    {"reports/strangers.sql", reports_strangers, sizeof reports_strangers},
    {"reports/unpriced.sql", reports_unpriced, sizeof reports_unpriced},
    {"reports/upstreams.sql", reports_upstreams, sizeof reports_upstreams},
    {"reports/views/usage.sql", reports_views_usage, sizeof reports_views_usage},
};

size_t bursar_embedded_count(void) { return sizeof files / sizeof files[0]; }
const char *bursar_embedded_path(size_t index) { return files[index].path; }
const unsigned char *bursar_embedded_bytes(size_t index) { return files[index].bytes; }
size_t bursar_embedded_size(size_t index) { return files[index].size; }
