#pragma once
#include <getopt.h>

// getopt_long speaks through global variables, which Swift 6 rightly does not touch: these three
// lines are all that is said with them. The caller holds a lock from the start to the last word.

// Begins again; 0 also makes glibc forget the inside of the last words.
static inline void getopt_begin(void) { optind = 0; opterr = 0; optopt = 0; }

// What stands behind the option just found, or the word itself.
static inline const char *getopt_argument(void) { return optarg; }

// The value of the option that a complaint is about; 0 where its name is unknown.
static inline int getopt_culprit(void) { return optopt; }

// The place of the next word.
static inline int getopt_place(void) { return optind; }
