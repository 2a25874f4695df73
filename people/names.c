/*
 * names - people, as hashed words of their names and addresses
 */
#include "people/names.h"

#include <glib.h>

#include "base/arena.h"
#include "people/people.h"

/* Local parts that are no names. */
static const char *const roles[] = { "info", "mail", "email", "post",
	"kontakt", "contact", "office", "kontor", "sales", "salg", "support",
	"admin", "team", "hello", "hallo", "hej", "hei", "service", "help",
	"order", "orders", "news", "press", "jobs", "billing", "faktura" };

static struct name_list
list_new(struct arena *arena, unsigned limit)
{
	return (struct name_list){
		arena_array(arena, limit, sizeof(uint32_t)), 0, limit
	};
}

static bool
list_has(const struct name_list *list, uint32_t name)
{
	for (unsigned i = 0; i < list->count; i++)
		if (list->items[i] == name)
			return true;
	return false;
}

static void
list_add(struct name_list *list, uint32_t name)
{
	if (list->count < list->limit && !list_has(list, name))
		list->items[list->count++] = name;
}

static bool
is_role(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(roles); i++)
		if (strcmp(roles[i], word) == 0)
			return true;
	return false;
}

static void
add_word(const struct hasher *hasher, const char *word, size_t length,
    struct name_list *out)
{
	if (length >= 2)
		list_add(out,
		    (uint32_t)hash_word(hasher->names, word, length));
}

/* Folds text as message/ folds a mail's, and adds its words. */
static void
add_text(const struct hasher *hasher, const char *text, gssize length,
    struct name_list *out)
{
	char *valid = g_utf8_make_valid(text, length);
	char *normal = g_utf8_normalize(valid, -1, G_NORMALIZE_NFKC);
	char *folded = g_utf8_casefold(normal != NULL ? normal : "", -1);
	const char *start = NULL;

	for (const char *at = folded;; at = g_utf8_next_char(at)) {
		if (*at != '\0' && g_unichar_isalpha(g_utf8_get_char(at))) {
			if (start == NULL)
				start = at;
			continue;
		}
		if (start != NULL)
			add_word(hasher, start, (size_t)(at - start), out);
		start = NULL;
		if (*at == '\0')
			break;
	}
	g_free(valid);
	g_free(normal);
	g_free(folded);
}

static void
add_address(const struct hasher *hasher, const char *address,
    struct name_list *out)
{
	const char *at = strrchr(address, '@');
	const size_t length =
	    at != NULL ? (size_t)(at - address) : strlen(address);
	char *local = g_ascii_strdown(address, (gssize)length);

	if (!is_role(local))
		add_text(hasher, local, -1, out);
	g_free(local);
}

static void
add_person(const struct hasher *hasher, const struct mail_address *person,
    struct name_list *out)
{
	add_text(hasher, person->name, -1, out);
	add_address(hasher, person->address, out);
}

static bool
is_one_of_pair(const struct pair_name *pair, const char *address,
    struct arena *arena)
{
	const char *folded = people_fold_address(address, arena);

	return strcmp(folded, people_fold_address(pair->sender, arena)) == 0 ||
	    strcmp(folded, people_fold_address(pair->contact, arena)) == 0;
}

/* Adds those on the mail who are of the pair, or those who are not. */
static void
add_people(const struct hasher *hasher, const struct pair_name *pair,
    const struct message *mail, bool of_pair, struct arena *arena,
    struct name_list *out)
{
	const struct mail_addresses lists[] = { { &mail->from, 1 }, mail->to,
		mail->cc };

	for (size_t l = 0; l < ARRAY_SIZE(lists); l++)
		for (size_t i = 0; i < lists[l].count; i++) {
			const struct mail_address *person =
			    &lists[l].items[i];
			if (out->count >= out->limit)
				return;
			if (is_one_of_pair(pair, person->address, arena) ==
			    of_pair)
				add_person(hasher, person, out);
		}
}

static struct name_list
own_names(const struct hasher *hasher, const struct pair_name *pair,
    const struct message *mail, struct arena *arena)
{
	struct name_list own = list_new(arena, PRINT_PEOPLE);

	add_address(hasher, pair->sender, &own);
	add_address(hasher, pair->contact, &own);
	add_people(hasher, pair, mail, true, arena, &own);
	return own;
}

void
names_of_others(const struct hasher *hasher, const struct pair_name *pair,
    const struct message *mail, struct arena *arena, struct name_list *out)
{
	const struct name_list own = own_names(hasher, pair, mail, arena);
	struct name_list all = list_new(arena, PRINT_PEOPLE);

	*out = list_new(arena, PRINT_PEOPLE);
	add_people(hasher, pair, mail, false, arena, &all);
	for (unsigned i = 0; i < all.count; i++)
		if (!list_has(&own, all.items[i]))
			list_add(out, all.items[i]);
}

struct search {
	const struct hasher *hasher;
	const struct text *text;
	const struct name_list *own;
	struct name_list *out;
};

static void
add_if_capital(void *context, size_t begin, size_t end)
{
	const struct search *search = context;
	const struct text *text = search->text;
	const size_t at = text->map[begin];

	if (end - begin < 2 || at >= text->original_length)
		return;
	const gunichar c = g_utf8_get_char_validated(text->original + at,
	    (gssize)(text->original_length - at));
	if (c == (gunichar)-1 || c == (gunichar)-2 || !g_unichar_isupper(c))
		return;
	const uint32_t name = (uint32_t)hash_word(
	    search->hasher->names, text->normal + begin, end - begin);
	if (!list_has(search->own, name))
		list_add(search->out, name);
}

void
names_in_words(const struct hasher *hasher, const struct pair_name *pair,
    const struct message *mail, struct arena *arena, struct name_list *out)
{
	const struct name_list own = own_names(hasher, pair, mail, arena);
	const struct text *const texts[] = { &mail->words.subject,
		&mail->words.body };

	*out = list_new(arena, PRINT_NAMES);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct search search = { hasher, texts[i], &own, out };
		if (texts[i]->map != NULL)
			words_each(texts[i], 0, texts[i]->normal_length,
			    add_if_capital, &search);
	}
}
