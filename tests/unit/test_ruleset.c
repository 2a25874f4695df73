/*
 * test_ruleset - rule files, from directories to findings
 *
 * Each case writes its files into folders of its own.
 */
#include <glib.h>
#include <glib/gstdio.h>

#include "base/arena.h"
#include "rules/mark.h"
#include "rules/ruleset.h"

enum { FILES_MAX = 6, DAY_SECONDS = 86400 };

struct file {
	const char *path;	/* "0/x.conf": of the first directory */
	const char *text;
};

/* A place with rule directories 0 and 1 (if there are files for it). */
struct site {
	char *root;
	char *directories[3];
	GPtrArray *paths;
};

static void
site_open(struct site *site, const struct file *files)
{
	site->root = g_dir_make_tmp("takt-rules-XXXXXX", NULL);
	g_assert_nonnull(site->root);
	site->paths = g_ptr_array_new_with_free_func(g_free);
	site->directories[0] = g_build_filename(site->root, "0", NULL);
	site->directories[1] = g_build_filename(site->root, "1", NULL);
	site->directories[2] = NULL;
	(void)g_mkdir(site->directories[0], 0700);
	for (; files->path != NULL; files++) {
		char *path = g_build_filename(site->root, files->path, NULL);
		char *folder = g_path_get_dirname(path);
		g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
		g_assert_true(
		    g_file_set_contents(path, files->text, -1, NULL));
		g_free(folder);
		g_ptr_array_add(site->paths, path);
	}
}

static void
site_close(struct site *site)
{
	static const char *const folders[] = { "0/en", "0/sv", "0/de", "0/nb",
		"1/en", "1/sv", "0", "1", "" };

	for (guint i = 0; i < site->paths->len; i++)
		(void)g_unlink(g_ptr_array_index(site->paths, i));
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		char *path = g_build_filename(site->root, folders[i], NULL);
		(void)g_rmdir(path);
		g_free(path);
	}
	g_ptr_array_unref(site->paths);
	g_free(site->directories[0]);
	g_free(site->directories[1]);
	g_free(site->root);
}

static struct ruleset *
load(const struct site *site, struct err *err)
{
	return ruleset_load(
	    (const char *const *)(void *)site->directories, err);
}

/* What goes with any rule. */
#define TEXTS "why = { en = \"why\"; }; advice = { en = \"advice\"; };"
#define RULE(id, when, action)                                            \
	"{ id = \"" id "\"; when = \"" when "\"; action = \"" action "\"; " \
	TEXTS " }"
#define RULES(list) "rules = ( " list " );\n"
#define PHRASES(list) "phrases = { " list " };\n"
#define PHRASE(name, pattern) \
	name " = { match = ( \"" pattern "\" ); }; "

/* Errors, word by word; "@" stands for the place. */
struct error_case {
	const char *name;
	struct file files[FILES_MAX];
	const char *error;
};

/* clang-format off */
static const struct error_case errors[] = {
	{ "an unknown group", { { "0/a.conf", "rule = ( );" } },
	  "@0/a.conf:1: a file of rules has no key \"rule\". Did you mean "
	  "\"rules\"?" },
	{ "an unknown key of a rule",
	  { { "0/a.conf", "rules = ( {\n id = \"a.b\";\n wehn = \"known\";\n"
	      "} );" } },
	  "@0/a.conf:3: a rule has no key \"wehn\". Did you mean \"when\"?" },
	{ "an unknown key of a phrase",
	  { { "0/en/a.conf", "phrases = { x = {\n matched = ( \"a\" ); }; };" } },
	  "@0/en/a.conf:2: a phrase has no key \"matched\". There are match, "
	  "unless, unless_mail, hits, misses, speech, replace, doc" },
	{ "no id", { { "0/a.conf", "\nrules = ( { when = \"known\"; } );" } },
	  "@0/a.conf:2: this rule has no id" },
	{ "a bad id", { { "0/a.conf", RULES(RULE("A b", "known", "hold")) } },
	  "@0/a.conf:1: \"A b\" is no id: use small letters, digits, dots and "
	  "hyphens" },
	{ "no when",
	  { { "0/a.conf", "rules = ( { id = \"a.b\"; action = \"hold\"; "
	      TEXTS " } );" } },
	  "@0/a.conf:1: the rule \"a.b\" has no when" },
	{ "no action",
	  { { "0/a.conf", "rules = ( { id = \"a.b\"; when = \"known\"; "
	      TEXTS " } );" } },
	  "@0/a.conf:1: the rule \"a.b\" has no action" },
	{ "no English text",
	  { { "0/a.conf", "rules = ( { id = \"a.b\"; when = \"known\"; "
	      "action = \"hold\"; why = { sv = \"x\"; }; } );" } },
	  "@0/a.conf:1: the rule \"a.b\" has no why.en" },
	{ "a rule given twice",
	  { { "0/a.conf", RULES(RULE("a.b", "known", "hold")) },
	    { "0/b.conf", RULES("\n" RULE("a.b", "known", "hold")) } },
	  "@0/b.conf:2: the rule \"a.b\" is given twice (@0/a.conf:1). Keep "
	  "one" },
	{ "an action that is none",
	  { { "0/a.conf", RULES(RULE("a.b", "known", "dormant")) } },
	  "@0/a.conf:1: action, column 1: an action should stand here, and "
	  "this is a stage" },
	{ "pass is no action to ask for",
	  { { "0/a.conf", RULES(RULE("a.b", "known", "pass")) } },
	  "@0/a.conf:1: action, column 1: nothing is called 'pass'. `takt "
	  "facts` lists the facts; phrases are in the files of the "
	  "languages" },
	{ "a misspelt phrase",
	  { { "0/a.conf", RULES(RULE("a.b", "known and prase", "hold")) },
	    { "0/en/a.conf", PHRASES(PHRASE("praise", "well done")) } },
	  "@0/a.conf:1: when, column 11: nothing is called 'prase'. Did you "
	  "mean 'praise'?" },
	{ "definitions that use each other",
	  { { "0/a.conf", "define = { a1 = \"b1\";\n b1 = \"not a1\"; };" } },
	  "@0/a.conf:1: the definition a1 uses itself. Take one of the names "
	  "out of the circle" },
	{ "a definition with the name of a fact",
	  { { "0/a.conf", "define = { gap = \"known\"; };" } },
	  "@0/a.conf:1: \"gap\" is already the name of a fact. Choose another "
	  "name" },
	{ "a phrase with the name of a definition",
	  { { "0/a.conf", "define = {\n praise = \"known\"; };" },
	    { "0/en/a.conf", PHRASES(PHRASE("praise", "well done")) } },
	  "@0/a.conf:2: \"praise\" is already the name of a phrase "
	  "(@0/en/a.conf:1). Choose another name" },
	{ "a setting of a rule with the name of a phrase",
	  { { "0/a.conf", "rules = ( { id = \"a.b\"; when = \"known\"; "
	      "action = \"hold\"; settings = {\n praise = 1; }; " TEXTS
	      " } );" },
	    { "0/en/a.conf", PHRASES(PHRASE("praise", "well done")) } },
	  "@0/a.conf:2: \"praise\" is already the name of a phrase "
	  "(@0/en/a.conf:1). Choose another name" },
	{ "a setting that is an expression",
	  { { "0/a.conf", "settings = { few = \"unanswered + 1\"; };" } },
	  "@0/a.conf:1: the setting few, column 1: a setting is a plain value, "
	  "as 3, \"7d\" or \"hold\". Expressions go into let" },
	{ "a setting overridden with another type",
	  { { "0/a.conf", "settings = { wait = \"7d\"; };" },
	    { "1/b.conf", "settings = { wait = 7; };" } },
	  "@1/b.conf:1: the setting wait, column 1: a duration should stand "
	  "here, as in \"7d\" (@0/a.conf:1), and this is a number" },
	{ "an unknown mark",
	  { { "0/a.conf", "marks = { thank = \"known\"; };" } },
	  "@0/a.conf:1: there is no mark \"thank\"" },
	{ "an unknown name in a text",
	  { { "0/a.conf", "rules = ( { id = \"a.b\"; when = \"known\"; "
	      "action = \"hold\"; why = {\n en = \"å {contcat}\"; }; "
	      "advice = { en = \"x\"; }; } );" } },
	  "@0/a.conf:2: text, column 4: nothing is called 'contcat'. `takt "
	  "facts` lists the facts; phrases are in the files of the "
	  "languages" },
	{ "a truth value in a text",
	  { { "0/a.conf", "rules = ( { id = \"a.b\"; when = \"known\"; "
	      "action = \"hold\"; why = { en = \"{known}\"; }; "
	      "advice = { en = \"x\"; }; } );" } },
	  "@0/a.conf:1: text, column 2: 'known' is a truth value; a text shows "
	  "numbers, durations and points in time" },
	{ "until in the text of a rule without",
	  { { "0/a.conf", "rules = ( { id = \"a.b\"; when = \"known\"; "
	      "action = \"hold\"; why = { en = \"x\"; }; "
	      "advice = { en = \"on {until}\"; }; } );" } },
	  "@0/a.conf:1: text, column 5: this rule has no until" },
	{ "an open brace in a text",
	  { { "0/a.conf", "rules = ( { id = \"a.b\"; when = \"known\"; "
	      "action = \"hold\"; why = { en = \"a {b\"; }; "
	      "advice = { en = \"x\"; }; } );" } },
	  "@0/a.conf:1: text, column 3: '{' begins a name, as in {contact}; "
	  "'}' is missing" },
	{ "a text in a fifth language",
	  { { "0/a.conf", "rules = ( { id = \"a.b\"; when = \"known\"; "
	      "action = \"hold\"; why = { fi = \"x\"; }; } );" } },
	  "@0/a.conf:1: \"fi\" is none of the languages en, sv, de, nb" },
	{ "contacts that are none",
	  { { "0/a.conf", "rules = ( { id = \"a.b\"; when = \"known\"; "
	      "action = \"hold\";\n contacts = \"some\"; " TEXTS " } );" } },
	  "@0/a.conf:2: contacts should be \"known\", \"unknown\" or \"any\"" },
	{ "evidence that is no phrase",
	  { { "0/a.conf", "rules = ( { id = \"a.b\"; when = \"known\"; "
	      "action = \"hold\"; evidence = ( \"known\" ); " TEXTS
	      " } );" } },
	  "@0/a.conf:1: \"known\" is no phrase. evidence lists the phrases to "
	  "show" },
	{ "a bad pattern has file, line and column",
	  { { "0/en/a.conf", "phrases = { praise = { match = (\n"
	      " \"well done\",\n \"good (job\" ); }; };" } },
	  "@0/en/a.conf:3: pattern, column 6: this group is never closed" },
	{ "a bad exception is found at load",
	  { { "0/en/a.conf", "phrases = { praise = { match = ( \"well\" ); "
	      "unless = ( \"a[\" ); }; };" } },
	  "@0/en/a.conf:1: pattern, column 2: ']' is missing" },
	{ "a bad class is found even unused",
	  { { "0/en/a.conf", "classes = { you = \"a(\"; };" } },
	  "@0/en/a.conf:1: pattern, column 2: this group is never closed" },
	{ "a phrase without match",
	  { { "0/en/a.conf", "phrases = { praise = { hits = (); }; };" } },
	  "@0/en/a.conf:1: the phrase \"praise\" has no match. Give it at "
	  "least one pattern" },
	{ "a class of another language is none here",
	  { { "0/sv/a.conf", "classes = { you = \"du\"; };" },
	    { "0/en/a.conf", PHRASES(PHRASE("praise", "{you}")) } },
	  "@0/en/a.conf:1: pattern, column 1: there is no word class {you} in "
	  "this language. Define it in classes" },
	{ "a forgotten comma",
	  { { "0/en/a.conf", "phrases = { praise = { match = (\n \"a\"\n"
	      " \"b\" ); }; };" } },
	  "@0/en/a.conf:2: a comma is missing after this string; the two would "
	  "be joined. Write one string, or put a comma between them" },
};
/* clang-format on */

/* text with every "@" made the root of the place. */
static char *
at_place(const struct site *site, const char *text)
{
	char **parts = g_strsplit(text, "@", -1);
	char *root = g_strconcat(site->root, "/", NULL);
	char *joined = g_strjoinv(root, parts);

	g_strfreev(parts);
	g_free(root);
	return joined;
}

static void
test_error(gconstpointer data)
{
	const struct error_case *c = data;
	struct site site;
	struct err err = { 0 };

	site_open(&site, c->files);
	struct ruleset *ruleset = load(&site, &err);
	char *expected = at_place(&site, c->error);
	g_assert_cmpstr(err.text, ==, expected);
	g_assert_null(ruleset);
	g_assert_cmpint(err.kind, ==, ERR_CONFIG);
	g_free(expected);
	site_close(&site);
}

/* Judging. */

struct mail {
	const char *subject, *body;
	enum language language;
	bool is_truncated, is_encrypted;
};

/* A mail and what one rule named "t.rule" says of it. */
struct judge_case {
	const char *name;
	const char *when;
	struct mail mail;
	bool fires;
	const char *evidence;	/* pieces joined by "|"; NULL: not looked at */
};

/* The phrases that judge_cases use. */
static const struct file judge_phrases[] = {
	{ "0/en/a.conf",
	  "classes = { you = \"you|ye\"; };"
	  "phrases = {"
	  " asks = { match = ( \"could {you}\", \"can {you}\" );"
	  "          unless = ( \"can you see\" ); };"
	  " ages = { match = ( \"been ages\", \"long time\" ); };"
	  " insult = { match = ( \"idiot...\" ); unless_mail = ( \"kidding\" ); };"
	  " quoting = { match = ( \"idiot...\" ); speech = true; };"
	  " thanks = { match = ( \"thank you\" ); };"
	  "};" },
	{ "0/sv/a.conf", "phrases = { thanks = { match = ( \"tack för\" ); }; };" },
	{ NULL, NULL }
};

#define EN(body) { "", body, LANGUAGE_EN, false, false }
#define EN_SUBJECT(subject, body) \
	{ subject, body, LANGUAGE_EN, false, false }

/* clang-format off */
static const struct judge_case judge_cases[] = {
	{ "a phrase in the body", "asks", EN("Could you help?"), true,
	  "Could you" },
	{ "a phrase in the subject", "asks", EN_SUBJECT("Could you help?", "x"),
	  true, "Could you" },
	{ "no such words", "asks", EN("I could help."), false, NULL },
	{ "an exception in the same sentence", "asks",
	  EN("Can you see what I could do?"), false, NULL },
	{ "an exception in another sentence is none", "asks",
	  EN("Can you see it? Could you help?"), true, "Could you" },
	{ "an exception anywhere in the mail", "insult",
	  EN("You idiot. I am only kidding."), false, NULL },
	{ "an exception of the mail in the subject", "insult",
	  EN_SUBJECT("Kidding", "You idiot."), false, NULL },
	{ "the sender's own voice", "insult", EN("You are an idiot."), true,
	  "idiot" },
	{ "reported speech is not the sender's voice", "insult",
	  EN("He said \"you are an idiot\" to me."), false, NULL },
	{ "a match after reported speech counts", "insult",
	  EN("He said \"you are an idiot\" but idiot he is."), true, "idiot" },
	{ "a phrase may ask for reported speech", "quoting",
	  EN("He said \"you are an idiot\" to me."), true, "idiot" },
	/* places */
	{ "both in one sentence", "sentence(asks and thanks)",
	  EN("Thank you, and could you help? Yes."), true,
	  "Thank you|could you" },
	{ "not both in one sentence", "sentence(asks and thanks)",
	  EN("Thank you. Could you help?"), false, NULL },
	{ "one sentence without the other", "sentence(asks and not thanks)",
	  EN("Thank you. Could you help?"), true, "Could you" },
	{ "no sentence without the other", "sentence(asks and not thanks)",
	  EN("Thank you, could you help?"), false, NULL },
	{ "in the subject", "subject(ages)",
	  EN_SUBJECT("It has been ages", "Hi."), true, "been ages" },
	{ "the subject is not the body", "body(ages)",
	  EN_SUBJECT("It has been ages", "Hi there my friend."), false, NULL },
	{ "the body is not the subject", "subject(ages)",
	  EN_SUBJECT("Hi", "It has been ages."), false, NULL },
	{ "the first sentence after the greeting", "opening(asks)",
	  EN("Hi Per,\n\ncould you help me with this? Thank you for it."),
	  true, "could you" },
	{ "the second is not the first", "opening(asks)",
	  EN("Hi Per,\n\nhow nice it was to see you. Could you help me?"),
	  false, NULL },
	{ "one of the first two", "first(2, asks)",
	  EN("Hi Per,\n\nhow nice it was to see you. Could you help me?"),
	  true, "Could you" },
	{ "the third is none of the first two", "first(2, asks)",
	  EN("How nice it was to see you. It was fun. Could you help me?"),
	  false, NULL },
	{ "the last sentence", "closing(thanks)",
	  EN("Could you help me with this? Thank you for your time then."),
	  true, "Thank you" },
	{ "the last is not any", "closing(asks)",
	  EN("Could you help me with this? Thank you for your time then."),
	  false, NULL },
	{ "what stands before", "before(ages, asks)",
	  EN("It has been ages. Could you help?"), true,
	  "been ages|Could you" },
	{ "what stands behind", "before(ages, asks)",
	  EN("Could you help? It has been ages."), false, NULL },
	{ "the subject is before the body", "before(ages, asks)",
	  EN_SUBJECT("Long time", "Could you help? It has been ages."), true,
	  NULL },
	{ "before in one sentence", "before(ages, asks)",
	  EN("After such a long time could you help?"), true, NULL },
	{ "before needs both", "before(ages, asks)", EN("It has been ages."),
	  false, NULL },
	{ "before takes phrases joined by or", "before(ages or thanks, asks)",
	  EN("Thank you. Could you help? It has been ages."), true, NULL },
	/* counting sentences, not matches */
	{ "two sentences", "count(asks) == 2",
	  EN("Could you help? Can you write?"), true, "Could you|Can you" },
	{ "one sentence with two matches", "count(asks) == 1",
	  EN("Could you help and can you write?"), true, NULL },
	{ "the subject counts", "count(asks) == 2",
	  EN_SUBJECT("Could you", "Can you write?"), true, NULL },
	{ "counting what is not a phrase", "count(asks and thanks) == 1",
	  EN("Thank you, could you help? Could you? Thank you."), true, NULL },
	{ "counting sentences without", "count(not asks) == 2",
	  EN("Could you help me now? It was fun. It was nice."), true, NULL },
	/* what is unknown never fires */
	{ "absence is known in a whole mail", "not thanks", EN("Hi there."),
	  true, "" },
	{ "absence is unknown where words are cut off", "not thanks",
	  { "", "Hi there.", LANGUAGE_EN, true, false }, false, NULL },
	{ "presence is known even there", "thanks",
	  { "", "Thank you.", LANGUAGE_EN, true, false }, true, NULL },
	{ "absence is unknown in encrypted mail", "not thanks",
	  { "Offer", "", LANGUAGE_EN, false, true }, false, NULL },
	{ "the subject of encrypted mail is known", "not subject(thanks)",
	  { "Offer", "", LANGUAGE_EN, false, true }, true, NULL },
	{ "absence is unknown in a language without phrases", "not thanks",
	  { "", "Hei vaan kaikille.", LANGUAGE_OTHER, false, false }, false,
	  NULL },
	{ "absence is unknown where the language is", "not thanks",
	  { "", "Thank you.", LANGUAGE_UNKNOWN, false, false }, false, NULL },
	{ "a phrase the language lacks is unknown", "not asks",
	  { "", "Tack för det.", LANGUAGE_SV, false, false }, false, NULL },
	{ "what a cut mail has in its last sentence", "closing(thanks)",
	  { "", "Thank you.", LANGUAGE_EN, true, false }, false, NULL },
	{ "a count of a cut mail", "count(thanks) < 5",
	  { "", "Thank you.", LANGUAGE_EN, true, false }, false, NULL },
	{ "p before q, where q may be cut off", "not before(ages, asks)",
	  { "", "It has been ages.", LANGUAGE_EN, true, false }, false, NULL },
	{ "a text typed without diacritics", "thanks",
	  { "", "Tack foer det.", LANGUAGE_SV, false, false }, true,
	  "Tack foer" },
	/* evidence */
	{ "what is under not is no evidence", "asks and not (not thanks)",
	  EN("Could you help? Thank you."), true, "Could you" },
	{ "only the branch that is true", "insult or asks",
	  EN("Could you help?"), true, "Could you" },
	{ "most of a sentence is shown whole", "thanks",
	  EN("Yes? Thank you!"), true, "Thank you!" },
	{ "at most three pieces", "asks",
	  EN("Could you a bit and so on? Can you b bit and so on? Could ye "
	      "c bit and so on? Can ye d bit and so on?"),
	  true, "Could you|Can you|Could ye" },
	{ "the same words once", "asks",
	  EN("Could you do it at once? Could you really do it?"), true,
	  "Could you" },
};
/* clang-format on */

static void
make_words(const struct mail *mail, struct arena *arena,
    struct own_words *words_out)
{
	*words_out = (struct own_words){
		.language = mail->language,
		.has_text = mail->body[0] != '\0',
		.is_truncated = mail->is_truncated,
		.is_encrypted = mail->is_encrypted,
	};
	text_from_string(mail->subject, strlen(mail->subject), arena,
	    &words_out->subject);
	text_from_string(
	    mail->body, strlen(mail->body), arena, &words_out->body);
}

static char *
join_evidence(const struct finding *finding, struct arena *arena)
{
	char *joined = arena_strdup(arena, "");

	for (size_t i = 0; i < finding->evidence_count; i++)
		joined = arena_printf(arena, "%s%s%s", joined,
		    i > 0 ? "|" : "", finding->evidence[i].text);
	return joined;
}

static void
test_judge(gconstpointer data)
{
	const struct judge_case *c = data;
	struct file files[] = { judge_phrases[0], judge_phrases[1],
		{ "0/a.conf", NULL }, { NULL, NULL } };
	char *rule = g_strconcat(
	    "rules = ( { id = \"t.rule\"; when = \"", c->when,
	    "\"; action = \"hold\"; " TEXTS " } );", NULL);
	struct site site;
	struct err err = { 0 };
	struct arena *arena = arena_new();
	struct own_words words;
	struct facts facts = { 0 };
	struct findings findings;

	files[2].text = rule;
	site_open(&site, files);
	struct ruleset *ruleset = load(&site, &err);
	g_assert_cmpstr(err.text, ==, "");
	make_words(&c->mail, arena, &words);
	facts_set(&facts, known, true);
	const struct rule_input input = {
		.words = &words,
		.scan = ruleset_scan(ruleset, &words, arena),
		.facts = &facts,
		.contact = "Per",
	};
	ruleset_evaluate(ruleset, &input, arena, &findings, NULL);
	g_assert_cmpuint(findings.count, ==, c->fires);
	if (c->evidence != NULL)
		g_assert_cmpstr(join_evidence(&findings.items[0], arena), ==,
		    c->evidence);
	ruleset_free(&ruleset);
	g_assert_null(ruleset);
	arena_free(&arena);
	site_close(&site);
	g_free(rule);
}

/* One more look at evidence: where exactly it stands. */
static void
test_evidence_leads_back_to_the_original(void)
{
	static const char body[] =
	    "Hi Per,\n\n\nplease. And\ncOULD\u00A0  You help me with all of "
	    "this now?\n";
	const struct file files[] = { judge_phrases[0],
		{ "0/a.conf", RULES(RULE("t.rule", "asks", "hold")) },
		{ NULL, NULL } };
	struct site site;
	struct err err = { 0 };
	struct arena *arena = arena_new();
	struct own_words words;
	struct facts facts = { 0 };
	struct findings findings;

	site_open(&site, files);
	struct ruleset *ruleset = load(&site, &err);
	g_assert_cmpstr(err.text, ==, "");
	make_words(&(struct mail){ "", body, LANGUAGE_EN, false, false },
	    arena, &words);
	facts_set(&facts, known, true);
	const struct rule_input input = { .words = &words,
		.scan = ruleset_scan(ruleset, &words, arena),
		.facts = &facts };
	ruleset_evaluate(ruleset, &input, arena, &findings, NULL);
	g_assert_cmpuint(findings.count, ==, 1);
	g_assert_cmpuint(findings.items[0].evidence_count, ==, 1);
	const struct evidence *piece = &findings.items[0].evidence[0];
	g_assert_cmpstr(piece->text, ==, "cOULD\u00A0  You");
	g_assert_cmpint(piece->where, ==, PLACE_BODY);
	g_assert_cmpuint(piece->line, ==, 5);
	g_assert_cmpuint(piece->end - piece->begin, ==, strlen(piece->text));
	g_assert_cmpint(strncmp(body + piece->begin, piece->text,
	    strlen(piece->text)), ==, 0);
	ruleset_free(&ruleset);
	arena_free(&arena);
	site_close(&site);
}

/* Actions, until, texts, settings, overrides: one set of files. */
static const struct file full_files[] = {
	{ "0/a.conf",
	  "settings = { patience = \"7d\"; };\n"
	  "define = { chases = \"unanswered > 0\"; };\n"
	  "marks = { follow_up = \"chases\"; thanks = \"thanks\"; };\n"
	  "rules = ( {\n"
	  " id = \"t.soon\"; when = \"chases and gap < wait\";\n"
	  " settings = { first = \"7d\"; later = \"14d\"; };\n"
	  " let = { wait = \"if unanswered == 1 then first else later\"; };\n"
	  " until = \"matter_last_sent + wait\";\n"
	  " action = \"hold\"; level = \"serious\"; timing = true;\n"
	  " why = { en = \"{gap} ago, {contact}, {unanswered}, {wait}\";\n"
	  "         sv = \"{gap} sedan\"; de = \"{gap}, seit {gap:dative}\";\n"
	  "         nb = \"{gap} siden\"; };\n"
	  " advice = { en = \"on {until}\"; sv = \"{until}\";\n"
	  "            de = \"am {until}\"; nb = \"{until}\"; };\n"
	  " source = \"seeds 002\";\n"
	  "}, {\n"
	  " id = \"t.twice\"; when = \"chases\";\n"
	  " action = \"if unanswered > 2 then hold else observe\";\n"
	  " level = \"if unanswered > 2 then serious else info\"; " TEXTS "\n"
	  "}, {\n"
	  " id = \"t.cold\"; when = \"not thanks\"; contacts = \"unknown\";\n"
	  " action = \"annotate\"; " TEXTS "\n"
	  "}, {\n"
	  " id = \"t.any\"; when = \"thanks\"; contacts = \"any\";\n"
	  " action = \"confirm\"; " TEXTS "\n"
	  "}, {\n"
	  " id = \"t.off\"; when = \"true\"; action = \"off\"; " TEXTS "\n"
	  "} );\n" },
	{ "0/en/a.conf",
	  "phrases = { thanks = { match = ( \"thank you\" ); }; };" },
	{ NULL, NULL }
};

struct outcome {
	struct site site;
	struct ruleset *ruleset;
	struct arena *arena;
	struct findings findings, observed;
	uint32_t marks;
};

static void
judge_full(struct outcome *outcome, const struct file *files,
    const struct facts *facts, enum language language, const char *body,
    bool any_contact)
{
	struct err err = { 0 };
	struct own_words words;

	outcome->arena = arena_new();
	site_open(&outcome->site, files);
	outcome->ruleset = load(&outcome->site, &err);
	g_assert_cmpstr(err.text, ==, "");
	make_words(&(struct mail){ "", body, language, false, false },
	    outcome->arena, &words);
	const struct rule_input input = {
		.words = &words,
		.scan =
		    ruleset_scan(outcome->ruleset, &words, outcome->arena),
		.facts = facts,
		.now = 1772618520,
		.contact = "Per",
		.any_contact = any_contact,
		.zone_minutes = 60,
	};
	ruleset_evaluate(outcome->ruleset, &input, outcome->arena,
	    &outcome->findings, &outcome->observed);
	outcome->marks =
	    ruleset_marks(outcome->ruleset, &input, outcome->arena);
}

static void
outcome_close(struct outcome *outcome)
{
	ruleset_free(&outcome->ruleset);
	arena_free(&outcome->arena);
	site_close(&outcome->site);
}

/* A known contact; the last mail went out on Wednesday, 4 March 2026, at
   23:30 UTC, which is Thursday in the sender's zone. */
static struct facts
chasing_facts(int64_t unanswered)
{
	struct facts facts = { 0 };

	facts_set(&facts, known, true);
	facts_set(&facts, unanswered, unanswered);
	facts_set(&facts, gap, 3 * DAY_SECONDS + 7200);
	facts_set(&facts, matter_last_sent, 1772667000);
	return facts;
}

static void
test_texts_speak_the_mail_s_language(void)
{
	static const struct {
		enum language language;
		const char *why, *advice;
	} texts[] = {
		{ LANGUAGE_EN, "3 days ago, Per, 1, 7 days",
		  "on Thursday 12 March" },
		{ LANGUAGE_SV, "3 dagar sedan", "torsdag 12 mars" },
		{ LANGUAGE_DE, "3 Tage, seit 3 Tagen",
		  "am Donnerstag, 12. März" },
		{ LANGUAGE_NB, "3 dager siden", "torsdag 12. mars" },
		{ LANGUAGE_OTHER, "3 days ago, Per, 1, 7 days",
		  "on Thursday 12 March" },
	};
	const struct facts facts = chasing_facts(1);

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct outcome outcome;
		judge_full(&outcome, full_files, &facts, texts[i].language,
		    "Hi.", false);
		g_assert_cmpuint(outcome.findings.count, ==, 1);
		const struct finding *finding = &outcome.findings.items[0];
		g_assert_cmpstr(finding->rule, ==, "t.soon");
		g_assert_cmpstr(finding->why, ==, texts[i].why);
		g_assert_cmpstr(finding->advice, ==, texts[i].advice);
		g_assert_cmpint(finding->until, ==,
		    1772667000 + 7 * DAY_SECONDS);
		g_assert_true(finding->is_timing);
		g_assert_cmpint(finding->level, ==, LEVEL_SERIOUS);
		outcome_close(&outcome);
	}
}

static void
test_actions_and_levels_may_depend(void)
{
	struct outcome outcome;
	struct facts facts = chasing_facts(2);

	judge_full(&outcome, full_files, &facts, LANGUAGE_EN, "Hi.", false);
	g_assert_cmpuint(outcome.findings.count, ==, 1);
	g_assert_cmpuint(outcome.observed.count, ==, 1);
	g_assert_cmpstr(outcome.observed.items[0].rule, ==, "t.twice");
	g_assert_cmpint(outcome.observed.items[0].level, ==, LEVEL_INFO);
	g_assert_cmphex(outcome.marks, ==, MARK_follow_up);
	outcome_close(&outcome);
	facts = chasing_facts(3);
	judge_full(&outcome, full_files, &facts, LANGUAGE_EN,
	    "Hi. Thank you.", false);
	g_assert_cmpuint(outcome.findings.count, ==, 3);
	g_assert_cmpstr(outcome.findings.items[1].rule, ==, "t.twice");
	g_assert_cmpint(outcome.findings.items[1].action, ==, ACTION_HOLD);
	g_assert_cmpint(outcome.findings.items[1].level, ==, LEVEL_SERIOUS);
	g_assert_cmpstr(outcome.findings.items[2].rule, ==, "t.any");
	g_assert_cmpuint(outcome.observed.count, ==, 0);
	g_assert_cmphex(outcome.marks, ==, MARK_follow_up | MARK_thanks);
	outcome_close(&outcome);
}

/* Rules for known contacts leave others alone, and the other way round. */
static void
test_rules_know_whom_they_concern(void)
{
	struct outcome outcome;
	struct facts facts = chasing_facts(1);

	facts_set(&facts, known, false);
	judge_full(&outcome, full_files, &facts, LANGUAGE_EN, "Hi.", false);
	g_assert_cmpuint(outcome.findings.count, ==, 1);
	g_assert_cmpstr(outcome.findings.items[0].rule, ==, "t.cold");
	outcome_close(&outcome);
	judge_full(&outcome, full_files, &facts, LANGUAGE_EN, "Hi.", true);
	g_assert_cmpuint(outcome.findings.count, ==, 2);
	outcome_close(&outcome);
	facts.values[FACT_ID_known].is_known = false;
	judge_full(&outcome, full_files, &facts, LANGUAGE_EN, "Hi.", false);
	g_assert_cmpuint(outcome.findings.count, ==, 0);
	outcome_close(&outcome);
}

/* A later directory changes what it names and nothing else. */
static void
test_a_site_overrides_single_keys(void)
{
	const struct file files[] = { full_files[0], full_files[1],
		{ "1/site.conf",
		  "rules = ( { id = \"t.soon\";\n settings = { first = \"2d\"; };"
		  " }, { id = \"t.any\"; action = \"off\"; } );" },
		{ "1/en/site.conf",
		  "phrases = { thanks = { match = ( \"cheers\" ); }; };" },
		{ NULL, NULL } };
	struct outcome outcome;
	struct facts facts = chasing_facts(1);

	judge_full(&outcome, files, &facts, LANGUAGE_EN,
	    "Hi. Cheers and thank you.", false);
	g_assert_cmpuint(outcome.findings.count, ==, 0);
	g_assert_cmphex(outcome.marks, ==, MARK_follow_up | MARK_thanks);
	const struct rule_info *info = ruleset_rule(outcome.ruleset, 0);
	g_assert_cmpstr(info->id, ==, "t.soon");
	g_assert_cmpuint(info->setting_count, ==, 2);
	g_assert_cmpstr(info->settings[0].name, ==, "first");
	g_assert_cmpstr(info->settings[0].value, ==, "2d");
	g_assert_true(
	    g_str_has_suffix(info->settings[0].file, "1/site.conf"));
	g_assert_cmpuint(info->settings[0].line, ==, 2);
	g_assert_cmpstr(info->settings[1].value, ==, "14d");
	g_assert_true(g_str_has_suffix(info->settings[1].file, "0/a.conf"));
	g_assert_true(g_str_has_suffix(info->file, "0/a.conf"));
	outcome_close(&outcome);
	facts_set(&facts, gap, DAY_SECONDS);
	judge_full(&outcome, files, &facts, LANGUAGE_EN, "Cheers", false);
	g_assert_cmpuint(outcome.findings.count, ==, 1);
	g_assert_cmphex(outcome.marks, ==, MARK_follow_up | MARK_thanks);
	outcome_close(&outcome);
}

static void
test_a_site_replaces_a_phrase(void)
{
	const struct file files[] = { full_files[0], full_files[1],
		{ "1/en/site.conf",
		  "phrases = { thanks = { replace = true; "
		  "match = ( \"cheers\" ); }; };" },
		{ NULL, NULL } };
	struct outcome outcome;
	const struct facts facts = chasing_facts(0);

	judge_full(&outcome, files, &facts, LANGUAGE_EN, "Thank you.", false);
	g_assert_cmphex(outcome.marks, ==, 0);
	outcome_close(&outcome);
	judge_full(&outcome, files, &facts, LANGUAGE_EN, "Cheers.", false);
	g_assert_cmphex(outcome.marks, ==, MARK_thanks);
	outcome_close(&outcome);
}

static void
test_rules_keep_the_order_of_files(void)
{
	const struct file files[] = {
		{ "0/b.conf", RULES(RULE("b.one", "true", "hold")) },
		{ "0/a.conf", RULES(RULE("a.two", "true", "hold") ", "
			RULE("a.one", "true", "hold")) },
		{ NULL, NULL } };
	static const char *const order[] = { "a.two", "a.one", "b.one" };
	struct outcome outcome;
	const struct facts facts = chasing_facts(0);

	judge_full(&outcome, files, &facts, LANGUAGE_EN, "Hi.", false);
	g_assert_cmpuint(outcome.findings.count, ==, 3);
	g_assert_cmpuint(ruleset_rule_count(outcome.ruleset), ==, 3);
	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		g_assert_cmpstr(
		    outcome.findings.items[i].rule, ==, order[i]);
		g_assert_cmpstr(
		    ruleset_rule(outcome.ruleset, i)->id, ==, order[i]);
	}
	outcome_close(&outcome);
}

/* Examples: what fails is told with its own line. */
static void
note_failure(void *context, const char *where, const char *what)
{
	GString *all = context;

	g_string_append_printf(all, "%s: %s\n", strrchr(where, '/') + 1, what);
}

static void
test_wrong_examples_are_told(void)
{
	const struct file files[] = {
		{ "0/a.conf", "marks = { thanks = \"praise\"; };" },
		{ "0/en/a.conf",
		  "phrases = { praise = { match = ( \"well done\" );\n"
		  " unless = ( \"not\" );\n"
		  " hits = ( \"Well done!\",\n \"Not well done\",\n"
		  "  \"Subject: Well done\" );\n"
		  " misses = ( \"Done well\",\n \"So well done\" ); };\n"
		  " spare = { match = ( \"x\" ); }; };" },
		{ NULL, NULL } };
	struct site site;
	struct err err = { 0 };
	GString *told = g_string_new(NULL);
	size_t tried = 0;

	site_open(&site, files);
	struct ruleset *ruleset = load(&site, &err);
	g_assert_cmpstr(err.text, ==, "");
	const size_t failures =
	    ruleset_test(ruleset, NULL, note_failure, told, &tried);
	g_assert_cmpstr(told->str, ==,
	    "a.conf:4: praise should match: \"Not well done\"\n"
	    "a.conf:7: praise should not match: \"So well done\"\n"
	    "a.conf:8: no rule, definition or mark uses the phrase "
	    "\"spare\"\n");
	g_assert_cmpuint(failures, ==, 3);
	g_assert_cmpuint(tried, ==, 5);
	g_assert_cmpuint(ruleset_test(ruleset, "other.conf", note_failure,
	    told, &tried), ==, 0);
	g_assert_cmpuint(tried, ==, 0);
	g_assert_cmpuint(ruleset_test(ruleset, "en/a.conf", note_failure,
	    told, &tried), ==, 3);
	ruleset_free(&ruleset);
	(void)g_string_free(told, TRUE);
	site_close(&site);
}

static void
test_missing_directories(void)
{
	const char *const none[] = { "/nonexistent/rules", NULL };
	const struct file files[] = { { NULL, NULL } };
	struct site site;
	struct err err = { 0 };

	g_assert_null(ruleset_load(none, &err));
	g_assert_cmpstr(err.text, ==,
	    "/nonexistent/rules: cannot be read: No such file or directory. "
	    "Rules are read from there");
	site_open(&site, files);	/* 1 is missing: a site without rules */
	struct ruleset *ruleset = load(&site, &err);
	g_assert_nonnull(ruleset);
	g_assert_cmpuint(ruleset_rule_count(ruleset), ==, 0);
	ruleset_free(&ruleset);
	ruleset_free(&ruleset);
	site_close(&site);
}

static void
print_failure(void *context, const char *where, const char *what)
{
	(void)context;
	g_test_message("%s: %s", where, what);
}

/* The rules that ship: complete, in four languages, and proved. */
static void
test_shipped_rules_are_proved(void)
{
	const char *const directories[] = { TAKT_SOURCE_DIR "/rules", NULL };
	struct err err = { 0 };
	struct ruleset *ruleset = ruleset_load(directories, &err);
	size_t tried = 0, warnings = 0;

	g_assert_cmpstr(err.text, ==, "");
	for (size_t i = 0; i < ruleset_rule_count(ruleset); i++) {
		const struct rule_info *info = ruleset_rule(ruleset, i);
		for (int k = LANGUAGE_EN; k <= LANGUAGE_NB; k++) {
			g_assert_nonnull(info->why[k]);
			g_assert_nonnull(info->advice[k]);
		}
	}
	g_assert_cmpuint(
	    ruleset_test(ruleset, NULL, print_failure, NULL, &tried), ==, 0);
	g_assert_cmpuint(tried, >, 1000);
	const char *const *texts = ruleset_warnings(ruleset, &warnings);
	for (size_t i = 0; i < warnings; i++)
		g_test_message("%s", texts[i]);
	g_assert_cmpuint(warnings, ==, 0);
	g_assert_cmpuint(ruleset_limit_hits(ruleset), ==, 0);
	ruleset_free(&ruleset);
}

static void
add_cases(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		char *path = g_strdup_printf(
		    "/ruleset/error/%s is refused", errors[i].name);
		g_test_add_data_func(path, &errors[i], test_error);
		g_free(path);
	}
	for (size_t i = 0; i < ARRAY_SIZE(judge_cases); i++) {
		char *path = g_strconcat(
		    "/ruleset/judge/", judge_cases[i].name, NULL);
		g_test_add_data_func(path, &judge_cases[i], test_judge);
		g_free(path);
	}
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	add_cases();
	g_test_add_func("/ruleset/evidence leads back to the original",
	    test_evidence_leads_back_to_the_original);
	g_test_add_func("/ruleset/texts speak the mail's language",
	    test_texts_speak_the_mail_s_language);
	g_test_add_func("/ruleset/actions and levels may depend",
	    test_actions_and_levels_may_depend);
	g_test_add_func("/ruleset/rules know whom they concern",
	    test_rules_know_whom_they_concern);
	g_test_add_func("/ruleset/a site overrides single keys",
	    test_a_site_overrides_single_keys);
	g_test_add_func("/ruleset/a site replaces a phrase",
	    test_a_site_replaces_a_phrase);
	g_test_add_func("/ruleset/rules keep the order of files",
	    test_rules_keep_the_order_of_files);
	g_test_add_func("/ruleset/wrong examples are told",
	    test_wrong_examples_are_told);
	g_test_add_func(
	    "/ruleset/missing directories", test_missing_directories);
	g_test_add_func("/ruleset/shipped rules are proved",
	    test_shipped_rules_are_proved);
	return g_test_run();
}
