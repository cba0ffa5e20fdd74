// Functions that are called, local arrays, switches and a structure passed by value.
struct Point { float x, y, z; int tag; };
__device__ __noinline__ float length(Point p) { return p.tag > 0 ? sqrtf(p.x * p.x + p.y * p.y + p.z * p.z) : -1.0f; }
__device__ __noinline__ int collatz(int v) {
  int steps = 0;
#pragma unroll 1
  while (v > 1) {
    v = v & 1 ? 3 * v + 1 : v / 2;
    steps++;
  }
  return steps;
}
extern "C" __global__ void __launch_bounds__(128) calls(const Point* p, float* y, int n) {
  int i = blockIdx.x * 128 + threadIdx.x;
  if (i < n) y[i] = length(p[i]) + collatz(p[i].tag) + collatz(i);
}
extern "C" __global__ void __launch_bounds__(128) locals(const int* x, int* y, int n) {
  int count[16];
#pragma unroll 1
  for (int i = 0; i < 16; i++) count[i] = 0;
#pragma unroll 1
  for (int i = threadIdx.x; i < n; i += 128) count[x[i] & 15]++;
#pragma unroll 1
  for (int i = 0; i < 16; i++) atomicAdd(&y[i], count[i]);
}
extern "C" __global__ void __launch_bounds__(128) choose(const int* x, float* y, int n, int kind) {
  int i = blockIdx.x * 128 + threadIdx.x;
  if (i >= n) return;
  float v = x[i];
  if (kind == 0) v = v * 2; else if (kind == 1) v = v + 3; else if (kind == 2) v = -v; else v = v > 0 ? v : 0.1f * v;
  y[i] = v;
}
