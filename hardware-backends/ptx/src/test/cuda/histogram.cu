// Counting with atomics in shared and global memory, and the other atomics.
extern "C" __global__ void __launch_bounds__(256) histogram(const unsigned char* x, unsigned* bins, int n) {
  __shared__ unsigned local[256];
  local[threadIdx.x] = 0;
  __syncthreads();
#pragma unroll 1
  for (int i = blockIdx.x * 256 + threadIdx.x; i < n; i += gridDim.x * 256) atomicAdd(&local[x[i]], 1u);
  __syncthreads();
  atomicAdd(&bins[threadIdx.x], local[threadIdx.x]);
}
extern "C" __global__ void __launch_bounds__(256) atomics(int* a, unsigned long long* b, float* f, double* d) {
  int t = threadIdx.x;
  int r = atomicMax(a, t) + atomicMin(a + 1, t) + atomicAnd(a + 2, t) + atomicOr(a + 3, t) + atomicXor(a + 4, t);
  r += atomicExch(a + 5, t) + atomicCAS(a + 6, t, t + 1) + (int)atomicAdd(b, 3ull) + (int)atomicCAS(b + 1, 1ull, 2ull);
  r += (int)atomicInc((unsigned*)a + 7, 9u) + (int)atomicDec((unsigned*)a + 8, 9u);
  atomicAdd(f, 1.0f);
  atomicAdd(d, 1.0);
  __threadfence();
  a[16 + t] = r;
}
__device__ int gate;
extern "C" __global__ void __launch_bounds__(32) lock(int* count) {
  bool done = false;
  while (!done) {
    if (atomicCAS(&gate, 0, 1) == 0) {
      *(volatile int*)count += 1;
      __threadfence();
      atomicExch(&gate, 0);
      done = true;
    }
  }
}
