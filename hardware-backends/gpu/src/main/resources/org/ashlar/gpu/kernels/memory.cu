// Latency and bandwidth of every level of memory.
typedef unsigned int u32;
typedef unsigned long long u64;
extern "C" {
// Each word holds the address of the next to read.
__global__ void chase(u64* at, int steps, u64* out) {
  u64 p = (u64)at;
#pragma unroll 1
  for (int i = 0; i < steps; i++) {
#pragma unroll
    for (int k = 0; k < 16; k++) {
      asm volatile("ld.global.ca.u64 %0, [%0];" : "+l"(p)::"memory");
    }
  }
  *out = p;
}

// The same for words in shared memory.
__global__ void chase_shared(int steps, u64* out) {
  __shared__ u32 words[1024];
  for (int i = threadIdx.x; i < 1024; i += blockDim.x) words[i] = ((i + 1) & 1023) * 4;
  __syncthreads();
  u32 p = 0;
  u32 base = (u32)__cvta_generic_to_shared(words);
  for (int i = 0; i < steps; i++) {
    u32 q = base + p;
    asm volatile("ld.shared.u32 %0, [%1];" : "=r"(p) : "r"(q) : "memory");
  }
  *out = p;
}

// Chases an array that one thread fills first, past the L1.
__global__ void l2_lat(u64* words, int count, int steps, u64* out) {
  if (threadIdx.x == 0) {
    for (int i = 0; i < count - 1; i++) words[i] = (u64)(words + i + 1);
    words[count - 1] = (u64)words;
  }
  u64 p;
  asm volatile("ld.global.cg.u64 %0, [%1];" : "=l"(p) : "l"(words) : "memory");
  __syncthreads();
  for (int i = 0; i < steps; i++) {
    asm volatile("ld.global.cg.u64 %0, [%0];" : "+l"(p)::"memory");
  }
  *out = p;
}

// Every thread reads from the L2, the warps a line further each time.
__global__ void l2_bw_32f(const float* words, int repeats, float* out) {
  u32 id = blockIdx.x * blockDim.x + threadIdx.x;
  float sum = 0;
  asm volatile("{ .reg .f32 v; ld.global.cg.f32 v, [%1]; add.f32 %0, v, %0; }" : "+f"(sum) : "l"(words + id) : "memory");
  __syncthreads();
  for (u32 i = 0; i < repeats; i++) {
    const float* at = words + i * 32 + id;
    asm volatile("{ .reg .f32 v; ld.global.cg.f32 v, [%1]; add.f32 %0, v, %0; }" : "+f"(sum) : "l"(at) : "memory");
  }
  __syncthreads();
  out[id] = sum;
}

__global__ void l2_bw_64f(const double* words, int repeats, double* out) {
  u32 id = blockIdx.x * blockDim.x + threadIdx.x;
  double sum = 0;
  asm volatile("{ .reg .f64 v; ld.global.cg.f64 v, [%1]; add.f64 %0, v, %0; }" : "+d"(sum) : "l"(words + id) : "memory");
  __syncthreads();
  for (u32 i = 0; i < repeats; i++) {
    const double* at = words + i * 32 + id;
    asm volatile("{ .reg .f64 v; ld.global.cg.f64 v, [%1]; add.f64 %0, v, %0; }" : "+d"(sum) : "l"(at) : "memory");
  }
  __syncthreads();
  out[id] = sum;
}

// Five arrays added into a sixth, sixteen bytes a thread.
__global__ void mem_bw(const float4* a, const float4* b, float4* c, const float4* d, const float4* e, const float4* f, int count) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += blockDim.x * gridDim.x) {
    float4 va = a[i], vb = b[i], vd = d[i], ve = e[i], vf = f[i], r;
    r.x = va.x + vb.x + vd.x + ve.x + vf.x;
    r.y = va.y + vb.y + vd.y + ve.y + vf.y;
    r.z = va.z + vb.z + vd.z + ve.z + vf.z;
    r.w = va.w + vb.w + vd.w + ve.w + vf.w;
    c[i] = r;
  }
}

// Shared memory read with strides of four words: four lanes want one bank.
__global__ void shared_bw(float* out) {
  __shared__ float words[12288];
  int id = blockIdx.x * blockDim.x + threadIdx.x;
  int threads = blockDim.x * gridDim.x;
  for (int i = id; i < 12288; i += threads) words[i] = (float)i;
  float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  __syncthreads();
  for (u32 i = 0; i < 6144; i++) {
    for (u32 j = id * 4; j < 6144; j += 4 * threads) {
      s0 += words[j + i];
      s1 += words[j + 1 + i];
      s2 += words[j + 2 + i];
      s3 += words[j + 3 + i];
    }
  }
  __syncthreads();
  out[id] = s0 + s1 + s2 + s3;
}

// Chases through shared memory and through the L1 at once.
__global__ void l1_shared_bw(u32* words, u32 stride, u32* out) {
  __shared__ u32 near[8192];
  u32 id = threadIdx.x;
  u32 a = id, b = id;
  for (u32 i = id; i < 8192; i += blockDim.x) near[i] = (i + stride + 7) % 8192;
  for (u32 i = 0; i < 16384; i++) b = words[b];
  __syncthreads();
  for (u32 i = 0; i < 4096; i++) {
    a = near[a];
    b = words[b];
  }
  __syncthreads();
  out[id] = a + b;
}

// Reads a piece again and again: of its own for each block, or the same for all.
__global__ void cache_read(const double* __restrict__ words, int count, int repeats, int own, double* out) {
  const double* at = words + (own ? (long)blockIdx.x * count : 0);
  double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  for (int r = 0; r < repeats; r++) {
    int step = blockDim.x * 4;
    for (int i = threadIdx.x; i < count; i += step) {
      s0 += at[i];
      if (i + blockDim.x < count) s1 += at[i + blockDim.x];
      if (i + 2 * blockDim.x < count) s2 += at[i + 2 * blockDim.x];
      if (i + 3 * blockDim.x < count) s3 += at[i + 3 * blockDim.x];
    }
  }
  if (s0 + s1 + s2 + s3 == 1234.5) *out = s0;
}

__global__ void vector_add(const float* a, const float* b, float* c, int n) {
  int i = blockDim.x * blockIdx.x + threadIdx.x;
  if (i < n) c[i] = a[i] + b[i];
}
}
