/*
 * takt facts - what a rule can ask about
 */
#include "review/commands.h"
#include "review/print.h"
#include "rules/fact.h"

static void
fact_view(const struct printer *printer, const json_t *fact)
{
	(void)fprintf(printer->out, "%-22s %-9s ", print_get(fact, "name"),
	    print_get(fact, "type"));
	(void)fprintf(printer->out, "%s\n", print_get(fact, "doc"));
}

int
cmd_facts(const struct command *self, int argc, char *argv[])
{
	struct common_options common = { 0 };
	const GOptionEntry entries[] = { OPTION_JSON(&common), OPTION_END };

	if (!options_read(self, entries, &argc, &argv, 0, 0))
		return EXIT_USAGE;
	const struct printer printer = printer_for(common.is_json);
	for (size_t i = 0; i < FACT_ID_COUNT; i++)
		print_object(&printer,
		    json_pack("{s:s,s:s,s:s}", "name", fact_defs[i].name,
			"type", fact_type_name(fact_defs[i].type), "doc",
			fact_defs[i].doc),
		    fact_view);
	return EXIT_FINE;
}
