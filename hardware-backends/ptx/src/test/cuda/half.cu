// Arithmetic of 16 bits: f16, bf16, their pairs and conversions.
#include <cuda_bf16.h>
#include <cuda_fp16.h>
extern "C" __global__ void __launch_bounds__(256) halves(const __half* x, __half* y, float a, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = __hfma(x[i], __float2half(a), y[i]) + __hmax(x[i], y[i]) - hexp(x[i]);
}
extern "C" __global__ void __launch_bounds__(256) pairs(const __half2* x, __half2* y, __half2* z, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) {
    z[i] = __hmul2(__hadd2(x[i], y[i]), __hneg2(x[i]));
    if (__hbgt2(x[i], y[i])) z[i] = __hfma2(x[i], y[i], __float2half2_rn(2.0f));
  }
}
extern "C" __global__ void __launch_bounds__(256) brains(const __nv_bfloat16* x, __nv_bfloat16* y, float* z, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) {
    z[i] = __bfloat162float(x[i]) * 1.5f;
    y[i] = __hfma(x[i], y[i], __float2bfloat16(z[i]));
  }
}
extern "C" __global__ void __launch_bounds__(256) convert(const float* x, int* a, unsigned char* b, double* c, long long* d, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) {
    float v = x[i];
    a[i] = (int)v + __float2int_rn(v) + (int)floorf(v) + (int)rintf(v);
    b[i] = (unsigned char)fminf(fmaxf(v, 0.f), 255.f);
    c[i] = (double)v + (double)a[i];
    d[i] = (long long)v + (long long)(unsigned)a[i];
  }
}
