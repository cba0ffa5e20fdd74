// Sums of blocks: a tree in shared memory, shuffles, and one number for all blocks.
extern "C" __global__ void __launch_bounds__(256) tree(const float* x, float* out, int n) {
  __shared__ float part[256];
  int i = blockIdx.x * 256 + threadIdx.x;
  part[threadIdx.x] = i < n ? x[i] : 0.0f;
  __syncthreads();
#pragma unroll 1
  for (int s = 128; s > 0; s >>= 1) {
    if (threadIdx.x < s) part[threadIdx.x] += part[threadIdx.x + s];
    __syncthreads();
  }
  if (threadIdx.x == 0) out[blockIdx.x] = part[0];
}
extern "C" __global__ void __launch_bounds__(256) shuffles(const float* x, float* out, int n) {
  __shared__ float part[8];
  float sum = 0;
#pragma unroll 1
  for (int i = blockIdx.x * 256 + threadIdx.x; i < n; i += gridDim.x * 256) sum += x[i];
  for (int s = 16; s > 0; s >>= 1) sum += __shfl_xor_sync(0xffffffff, sum, s);
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x < 32) {
    sum = threadIdx.x < 8 ? part[threadIdx.x] : 0;
    for (int s = 4; s > 0; s >>= 1) sum += __shfl_down_sync(0xffffffff, sum, s);
    if (threadIdx.x == 0) atomicAdd(out, sum);
  }
}
extern "C" __global__ void __launch_bounds__(256) votes(const int* x, int* out, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  int v = i < n ? x[i] : 0;
  unsigned m = __ballot_sync(0xffffffff, v > 0);
  int any = __any_sync(0xffffffff, v > 9), all = __all_sync(0xffffffff, v < 9);
  int sum = __reduce_add_sync(0xffffffff, v);
  int most = __reduce_max_sync(0xffffffff, v);
  int c = __syncthreads_count(v > 1);
  int same = __match_any_sync(0xffffffff, v);
  out[i] = m + any + all + sum + most + c + same + __popc(__activemask());
}
