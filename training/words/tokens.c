/* What the engine's own file keeps to itself: a text's tokens, and its state below the top layers.
 * Built against the e5.c that the package ships. */
#include "e5.c"

/* Tokens of "query: <text>" with both ends, at most `most`; returns how many. */
int e5_tokens(e5_model *m, const char *text, int *ids, int most) {
    size_t length = strlen(text) + 8;
    char *asked = (char *)malloc(length);
    snprintf(asked, length, "query: %s", text);
    ids[0] = m->tok.bos;
    int count = tok_content(&m->tok, asked, ids + 1, most - 2);
    ids[count + 1] = m->tok.eos;
    free(asked);
    return count + 2;
}

/* States (count x H) after the first `layers` layers. */
int e5_states(e5_model *m, const int *ids, int count, int layers, float *out) {
    int all = m->NL, segoff[2] = {0, count};
    int *pos = (int *)malloc(3 * sizeof(int) * (size_t)count);
    int *start = pos + count, *end = start + count;
    for (int t = 0; t < count; t++) { pos[t] = t; start[t] = 0; end[t] = count; }
    m->NL = layers;
    int failed = forward_batch(m, ids, pos, start, end, segoff, 1, count, NULL, out);
    m->NL = all;
    free(pos);
    return failed;
}
