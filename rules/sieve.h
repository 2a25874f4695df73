/*
 * sieve - which patterns could match in a unit of text, without trying them
 *
 * A pattern passes if, for one of its clauses (literal.h), all requirements
 * are in the unit, one after the other. Requirements that many patterns share
 * are looked for once. Immutable once built; what changes while sieving is in
 * struct sifting.
 */
#ifndef TAKT_RULES_SIEVE_H
#define TAKT_RULES_SIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/literal.h"

struct arena;
struct sieve;
struct sieve_builder;

/* scratch must live until sieve_build(). */
struct sieve_builder *sieve_builder_new(struct arena *scratch) MUST_CHECK;
/* Patterns are numbered from 0. Returns false if its clauses say nothing:
   then it is no part of the sieve and may match anywhere. */
bool sieve_add(struct sieve_builder *builder, uint32_t pattern,
    const struct clauses *clauses);
struct sieve *sieve_build(struct sieve_builder *builder, struct arena *arena)
    MUST_CHECK;

/* Bytes of its tables, for benchmarks. */
size_t sieve_size(const struct sieve *sieve);

/* One at a time; belongs to one thread. */
struct sifting *sifting_new(const struct sieve *sieve, struct arena *arena)
    MUST_CHECK;

/*
 * Calls passed once for each pattern that could match in the unit; number
 * must be different for every unit, and not UINT32_MAX.
 */
void sieve_unit(struct sifting *sifting, uint32_t number, const char *text,
    size_t length, void (*passed)(void *context, uint32_t pattern),
    void *context);

#endif
