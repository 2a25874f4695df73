/*
 * fact - what a rule can ask about: one const table
 */
#include "rules/fact.h"

#include "base/attr.h"

/* clang-format off */
const struct fact_def fact_defs[FACT_ID_COUNT] = {
#define X(name, type, doc) { #name, FACT_##type, doc },
	FACT_TABLE(X)
#undef X
};
/* clang-format on */

const char *
stage_name(enum stage stage)
{
	static const char *const names[STAGE_COUNT] = {
		[STAGE_STRANGER] = "stranger",
		[STAGE_NEW] = "new",
		[STAGE_ACTIVE] = "active",
		[STAGE_DORMANT] = "dormant",
	};

	return names[stage];
}

const char *
fact_type_name(enum fact_type type)
{
	static const char *const names[] = {
		[FACT_BOOL] = "bool",
		[FACT_NUMBER] = "number",
		[FACT_DURATION] = "duration",
		[FACT_TIME] = "time",
		[FACT_STAGE] = "stage",
		[FACT_LANGUAGE] = "language",
	};

	return names[type];
}
