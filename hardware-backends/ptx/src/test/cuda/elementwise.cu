// Elementwise arithmetic: plain, vectorised, with mathematical functions and integer divisions.
#include <stdint.h>
extern "C" __global__ void __launch_bounds__(256) saxpy(const float* __restrict__ x, float* y, float a, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = a * x[i] + y[i];
}
extern "C" __global__ void __launch_bounds__(256) scale4(const float4* __restrict__ x, float4* y, float a, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    float4 v = x[i];
    y[i] = make_float4(a * v.x, a * v.y, a * v.z, a * v.w);
  }
}
extern "C" __global__ void __launch_bounds__(256) gelu(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    float v = x[i];
    y[i] = 0.5f * v * (1.0f + tanhf(0.7978845608f * (v + 0.044715f * v * v * v)));
  }
}
extern "C" __global__ void __launch_bounds__(256) functions(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    float v = x[i];
    y[i] = expf(v) + logf(v) + sqrtf(v) / (1.0f + v) + __sinf(v) + __cosf(v) + rsqrtf(v) + fminf(v, 2.0f);
  }
}
extern "C" __global__ void __launch_bounds__(256) doubles(const double* x, double* y, double a, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = sqrt(x[i] * x[i] + a) / (y[i] + 1.0) - fabs(x[i]);
}
extern "C" __global__ void __launch_bounds__(256) integers(const int* x, unsigned* y, int d, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    int v = x[i];
    unsigned u = (unsigned)v;
    y[i] = (v / d) ^ (v % d) ^ (u / 7u) ^ (u % 10u) ^ __popc(u) ^ __clz(v) ^ __brev(u) ^ (u >> 3 | u << 29) ^ __ffs(v);
  }
}
extern "C" __global__ void __launch_bounds__(256) longs(const long long* x, long long* y, long long d, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = (x[i] * d + (x[i] >> 5)) ^ (long long)__umul64hi(x[i], d) ^ (x[i] < d ? x[i] : ~d);
}
extern "C" __global__ void __launch_bounds__(256) bytes(const int8_t* x, uint8_t* y, uint16_t* z, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    y[i] = (uint8_t)(x[i] * 3 + z[i]);
    z[i] = (uint16_t)(x[i] - y[i]);
  }
}
