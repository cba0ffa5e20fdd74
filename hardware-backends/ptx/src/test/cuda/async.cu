// Copies that bypass registers, with two buffers.
#include <cuda_pipeline.h>
extern "C" __global__ void __launch_bounds__(128) buffered(const float4* x, float* y, int tiles) {
  __shared__ float4 tile[2][128];
  int t = threadIdx.x;
  __pipeline_memcpy_async(&tile[0][t], &x[t], 16);
  __pipeline_commit();
  float sum = 0;
#pragma unroll 1
  for (int i = 0; i < tiles; i++) {
    if (i + 1 < tiles) __pipeline_memcpy_async(&tile[(i + 1) & 1][t], &x[(i + 1) * 128 + t], 16);
    __pipeline_commit();
    __pipeline_wait_prior(1);
    __syncthreads();
    float4 v = tile[i & 1][127 - t];
    sum += v.x * v.y + v.z * v.w;
    __syncthreads();
  }
  y[t] = sum;
}
