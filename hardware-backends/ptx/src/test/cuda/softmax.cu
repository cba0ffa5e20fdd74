// Rows: softmax with warp reductions, layer normalisation, an online maximum.
extern "C" __global__ void __launch_bounds__(128) softmax(const float* x, float* y, int columns) {
  const float* row = x + (size_t)blockIdx.x * columns;
  __shared__ float part[4];
  float m = -INFINITY;
#pragma unroll 1
  for (int i = threadIdx.x; i < columns; i += 128) m = fmaxf(m, row[i]);
  for (int s = 16; s > 0; s >>= 1) m = fmaxf(m, __shfl_xor_sync(~0u, m, s));
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = m;
  __syncthreads();
  m = fmaxf(fmaxf(part[0], part[1]), fmaxf(part[2], part[3]));
  __syncthreads();
  float sum = 0;
#pragma unroll 1
  for (int i = threadIdx.x; i < columns; i += 128) sum += __expf(row[i] - m);
  for (int s = 16; s > 0; s >>= 1) sum += __shfl_xor_sync(~0u, sum, s);
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = sum;
  __syncthreads();
  float r = __frcp_rn(part[0] + part[1] + part[2] + part[3]);
#pragma unroll 1
  for (int i = threadIdx.x; i < columns; i += 128) y[(size_t)blockIdx.x * columns + i] = __expf(row[i] - m) * r;
}
extern "C" __global__ void __launch_bounds__(32) layernorm(const float* x, const float* g, const float* b, float* y, int n) {
  float sum = 0, square = 0;
#pragma unroll 1
  for (int i = threadIdx.x; i < n; i += 32) {
    float v = x[blockIdx.x * n + i];
    sum += v;
    square += v * v;
  }
  for (int s = 16; s > 0; s >>= 1) {
    sum += __shfl_xor_sync(~0u, sum, s);
    square += __shfl_xor_sync(~0u, square, s);
  }
  float mean = sum / n, r = rsqrtf(square / n - mean * mean + 1e-5f);
#pragma unroll 1
  for (int i = threadIdx.x; i < n; i += 32) y[blockIdx.x * n + i] = (x[blockIdx.x * n + i] - mean) * r * g[i] + b[i];
}
