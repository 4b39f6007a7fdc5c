/* A contestant in C: the loop that one writes first, row by row, loss and gradient in one pass. The protocol stands in contestant.ts. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long m, n, nnz;
static double l2;
static int32_t *indptr, *indices;
static double *data, *labels, *weights, *gradient;

static double loss_and_gradient(void)
{
  double loss = 0, norm = 0;
  for (long j = 0; j < n; j++) {
    norm += weights[j] * weights[j];
    gradient[j] = l2 * weights[j];
  }
  for (long i = 0; i < m; i++) {
    double z = 0;
    for (int32_t p = indptr[i]; p < indptr[i + 1]; p++) z += data[p] * weights[indices[p]];
    double t = exp(-fabs(z));
    loss += log1p(t) + (z > 0 ? z : 0) - labels[i] * z;
    double residual = (z >= 0 ? 1 : t) / (1 + t) - labels[i];
    for (int32_t p = indptr[i]; p < indptr[i + 1]; p++) gradient[indices[p]] += residual * data[p];
  }
  return loss + l2 / 2 * norm;
}

static void *read_array(const char *folder, const char *name, size_t count, size_t size)
{
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  void *array = malloc(count * size + 1);
  if (file == NULL || array == NULL || fread(array, size, count, file) != count) {
    printf("{\"error\":\"cannot read %s\"}\n", path);
    exit(1);
  }
  fclose(file);
  return array;
}

static long long now(clockid_t clock)
{
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void load(const char *folder)
{
  free(indptr), free(indices), free(data), free(labels), free(weights), free(gradient);
  indptr = read_array(folder, "indptr", m + 1, 4);
  indices = read_array(folder, "indices", nnz, 4);
  data = read_array(folder, "data", nnz, 8);
  labels = read_array(folder, "labels", m, 8);
  weights = read_array(folder, "weights", n, 8);
  gradient = calloc(n + 1, 8);
  double loss = loss_and_gradient(), sum = 0, dot = 0;
  for (long j = 0; j < n; j++) sum += gradient[j], dot += gradient[j] * weights[j];
  printf("{\"loss\":%.17g,\"sum\":%.17g,\"dot\":%.17g}\n", loss, sum, dot);
}

static void turn(double ms)
{
  long calls = 0;
  long long wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID), end = wall + (long long)(ms * 1e6), at;
  volatile double kept = 0;
  do {
    kept += loss_and_gradient();
    calls++;
    at = now(CLOCK_MONOTONIC);
  } while (at < end);
  printf("{\"calls\":%ld,\"wallNs\":%lld,\"cpuNs\":%lld}\n", calls, at - wall, now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
}

int main(void)
{
  char line[8192], folder[4096];
  double ms;
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (sscanf(line, "{\"do\":\"load\",\"folder\":\"%4095[^\"]\",\"m\":%ld,\"n\":%ld,\"nnz\":%ld,\"l2\":%lf}", folder, &m, &n, &nnz, &l2) == 5) load(folder);
    else if (sscanf(line, "{\"do\":\"turn\",\"ms\":%lf}", &ms) == 1) turn(ms);
    else printf("{\"error\":\"cannot read the question\"}\n");
    fflush(stdout);
  }
  return 0;
}
