// Operators of networks in f16: matrix products on tensor cores, softmax, layer normalisation, GELU.
typedef unsigned int u32;
typedef unsigned short half_bits;

static __device__ __forceinline__ float low(u32 v) {
  float f;
  asm("{ .reg .f16 a, b; mov.b32 {a, b}, %1; cvt.f32.f16 %0, a; }" : "=f"(f) : "r"(v));
  return f;
}

static __device__ __forceinline__ float high(u32 v) {
  float f;
  asm("{ .reg .f16 a, b; mov.b32 {a, b}, %1; cvt.f32.f16 %0, b; }" : "=f"(f) : "r"(v));
  return f;
}

static __device__ __forceinline__ u32 pack(float a, float b) {
  u32 v;
  asm("{ .reg .f16 x, y; cvt.rn.f16.f32 x, %1; cvt.rn.f16.f32 y, %2; mov.b32 %0, {x, y}; }" : "=r"(v) : "f"(a), "f"(b));
  return v;
}

// C = A B, row by row; a block makes BM x BN, its warps WM x WN; STAGES tiles of BK are on their way at once.
template <int BM, int BN, int BK, int WM, int WN, int STAGES>
static __device__ void product(int m, int n, int k, const half_bits* a, const half_bits* b, half_bits* c) {
  constexpr int THREADS = (BM / WM) * (BN / WN) * 32;
  constexpr int AR = BK + 8, BR = BN + 8;
  extern __shared__ __align__(16) half_bits tiles[];
  const u32 base = (u32)__cvta_generic_to_shared(tiles);
  const u32 bytesA = BM * AR * 2, bytesB = BK * BR * 2, stage = bytesA + bytesB;
  int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  int wr = warp / (BN / WN), wc = warp % (BN / WN);
  int row = blockIdx.y * BM, col = blockIdx.x * BN;
  float acc[WM / 16][WN / 8][4];
#pragma unroll
  for (int i = 0; i < WM / 16; i++)
#pragma unroll
    for (int j = 0; j < WN / 8; j++)
#pragma unroll
      for (int x = 0; x < 4; x++) acc[i][j][x] = 0;
  auto fetch = [&](int tile, int slot) {
#pragma unroll
    for (int i = 0; i < BM * BK / 8 / THREADS; i++) {
      int piece = threadIdx.x + i * THREADS;
      int r = piece / (BK / 8), q = piece % (BK / 8);
      int from = row + r < m ? row + r : m - 1;
      const half_bits* at = a + (long)from * k + tile * BK + q * 8;
      u32 to = base + slot * stage + (r * AR + q * 8) * 2;
      asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(at) : "memory");
    }
#pragma unroll
    for (int i = 0; i < BK * BN / 8 / THREADS; i++) {
      int piece = threadIdx.x + i * THREADS;
      int r = piece / (BN / 8), q = piece % (BN / 8);
      int from = col + q * 8 < n ? col + q * 8 : n - 8;
      const half_bits* at = b + (long)(tile * BK + r) * n + from;
      u32 to = base + slot * stage + bytesA + (r * BR + q * 8) * 2;
      asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(at) : "memory");
    }
  };
  int count = k / BK;
#pragma unroll
  for (int s = 0; s < STAGES - 1; s++) {
    if (s < count) fetch(s, s);
    asm volatile("cp.async.commit_group;" ::: "memory");
  }
  int slot = 0;
#pragma unroll 1
  for (int t = 0; t < count; t++) {
    asm volatile("cp.async.wait_group %0;" ::"n"(STAGES - 2) : "memory");
    __syncthreads();
    int ahead = t + STAGES - 1;
    int next = slot + STAGES - 1;
    next = next >= STAGES ? next - STAGES : next;
    if (ahead < count) fetch(ahead, next);
    asm volatile("cp.async.commit_group;" ::: "memory");
    u32 at = base + slot * stage + ((wr * WM + lane % 16) * AR + lane / 16 * 8) * 2;
    u32 bt = base + slot * stage + bytesA + ((lane % 16) * BR + wc * WN + lane / 16 * 8) * 2;
#pragma unroll
    for (int d = 0; d < BK; d += 16) {
      u32 x[WM / 16][4], y[WN / 8][2];
#pragma unroll
      for (int i = 0; i < WM / 16; i++)
        asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
            : "=r"(x[i][0]), "=r"(x[i][1]), "=r"(x[i][2]), "=r"(x[i][3]) : "r"(at + (i * 16 * AR + d) * 2));
#pragma unroll
      for (int j = 0; j < WN / 8; j += 2)
        asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
            : "=r"(y[j][0]), "=r"(y[j][1]), "=r"(y[j + 1][0]), "=r"(y[j + 1][1]) : "r"(bt + (d * BR + j * 8) * 2));
#pragma unroll
      for (int i = 0; i < WM / 16; i++)
#pragma unroll
        for (int j = 0; j < WN / 8; j++)
          asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
              : "+f"(acc[i][j][0]), "+f"(acc[i][j][1]), "+f"(acc[i][j][2]), "+f"(acc[i][j][3])
              : "r"(x[i][0]), "r"(x[i][1]), "r"(x[i][2]), "r"(x[i][3]), "r"(y[j][0]), "r"(y[j][1]));
    }
    slot = slot + 1 == STAGES ? 0 : slot + 1;
  }
#pragma unroll
  for (int i = 0; i < WM / 16; i++)
#pragma unroll
    for (int j = 0; j < WN / 8; j++) {
      int r = row + wr * WM + i * 16 + lane / 4, q = col + wc * WN + j * 8 + lane % 4 * 2;
      if (r < m && q < n) *(u32*)(c + (long)r * n + q) = pack(acc[i][j][0], acc[i][j][1]);
      if (r + 8 < m && q < n) *(u32*)(c + (long)(r + 8) * n + q) = pack(acc[i][j][2], acc[i][j][3]);
    }
}

extern "C" {
__global__ void __launch_bounds__(256, 1) product_128x256(int m, int n, int k, const half_bits* a, const half_bits* b, half_bits* c) {
  product<128, 256, 32, 64, 64, 4>(m, n, k, a, b, c);
}

__global__ void __launch_bounds__(256, 2) product_128x128(int m, int n, int k, const half_bits* a, const half_bits* b, half_bits* c) {
  product<128, 128, 32, 64, 32, 4>(m, n, k, a, b, c);
}

__global__ void __launch_bounds__(128, 3) product_64x128(int m, int n, int k, const half_bits* a, const half_bits* b, half_bits* c) {
  product<64, 128, 32, 32, 64, 4>(m, n, k, a, b, c);
}

__global__ void __launch_bounds__(128, 4) product_64x64(int m, int n, int k, const half_bits* a, const half_bits* b, half_bits* c) {
  product<64, 64, 32, 32, 32, 4>(m, n, k, a, b, c);
}

// A block a row, eight numbers a thread at once; the row is read twice, the second time from near.
__global__ void softmax(const uint4* in, uint4* out, int count) {
  __shared__ float parts[32];
  __shared__ float sums[32];
  const uint4* row = in + (long)blockIdx.x * count;
  uint4* to = out + (long)blockIdx.x * count;
  float top = -1e30f, sum = 0;
  for (int i = threadIdx.x; i < count; i += blockDim.x) {
    uint4 v = row[i];
    float x[8] = {low(v.x), high(v.x), low(v.y), high(v.y), low(v.z), high(v.z), low(v.w), high(v.w)};
    float most = top;
#pragma unroll
    for (int j = 0; j < 8; j++) most = fmaxf(most, x[j]);
    sum *= __expf(top - most);
#pragma unroll
    for (int j = 0; j < 8; j++) sum += __expf(x[j] - most);
    top = most;
  }
#pragma unroll
  for (int d = 16; d > 0; d /= 2) {
    float other = __shfl_xor_sync(0xffffffff, top, d), more = __shfl_xor_sync(0xffffffff, sum, d);
    float most = fmaxf(top, other);
    sum = sum * __expf(top - most) + more * __expf(other - most);
    top = most;
  }
  if (threadIdx.x % 32 == 0) {
    parts[threadIdx.x / 32] = top;
    sums[threadIdx.x / 32] = sum;
  }
  __syncthreads();
  float all = -1e30f, total = 0;
  for (int w = 0; w < blockDim.x / 32; w++) {
    float most = fmaxf(all, parts[w]);
    total = total * __expf(all - most) + sums[w] * __expf(parts[w] - most);
    all = most;
  }
  float scale = 1 / total;
  for (int i = threadIdx.x; i < count; i += blockDim.x) {
    uint4 v = row[i];
    v.x = pack(__expf(low(v.x) - all) * scale, __expf(high(v.x) - all) * scale);
    v.y = pack(__expf(low(v.y) - all) * scale, __expf(high(v.y) - all) * scale);
    v.z = pack(__expf(low(v.z) - all) * scale, __expf(high(v.z) - all) * scale);
    v.w = pack(__expf(low(v.w) - all) * scale, __expf(high(v.w) - all) * scale);
    to[i] = v;
  }
}

__global__ void layernorm(const uint4* in, uint4* out, int count) {
  __shared__ float parts[32];
  __shared__ float squares[32];
  const uint4* row = in + (long)blockIdx.x * count;
  uint4* to = out + (long)blockIdx.x * count;
  float sum = 0, square = 0;
  for (int i = threadIdx.x; i < count; i += blockDim.x) {
    uint4 v = row[i];
    float x[8] = {low(v.x), high(v.x), low(v.y), high(v.y), low(v.z), high(v.z), low(v.w), high(v.w)};
#pragma unroll
    for (int j = 0; j < 8; j++) {
      sum += x[j];
      square += x[j] * x[j];
    }
  }
#pragma unroll
  for (int d = 16; d > 0; d /= 2) {
    sum += __shfl_xor_sync(0xffffffff, sum, d);
    square += __shfl_xor_sync(0xffffffff, square, d);
  }
  if (threadIdx.x % 32 == 0) {
    parts[threadIdx.x / 32] = sum;
    squares[threadIdx.x / 32] = square;
  }
  __syncthreads();
  float total = 0, all = 0;
  for (int w = 0; w < blockDim.x / 32; w++) {
    total += parts[w];
    all += squares[w];
  }
  float mean = total / (count * 8), scale = rsqrtf(all / (count * 8) - mean * mean + 1e-5f);
  for (int i = threadIdx.x; i < count; i += blockDim.x) {
    uint4 v = row[i];
    v.x = pack((low(v.x) - mean) * scale, (high(v.x) - mean) * scale);
    v.y = pack((low(v.y) - mean) * scale, (high(v.y) - mean) * scale);
    v.z = pack((low(v.z) - mean) * scale, (high(v.z) - mean) * scale);
    v.w = pack((low(v.w) - mean) * scale, (high(v.w) - mean) * scale);
    to[i] = v;
  }
}

static __device__ __forceinline__ float bend(float x) {
  float t;
  asm("tanh.approx.f32 %0, %1;" : "=f"(t) : "f"(0.79788456f * (x + 0.044715f * x * x * x)));
  return 0.5f * x * (1 + t);
}

__global__ void gelu(const uint4* in, uint4* out, int count) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) {
    uint4 v = in[i];
    v.x = pack(bend(low(v.x)), bend(high(v.x)));
    v.y = pack(bend(low(v.y)), bend(high(v.y)));
    v.z = pack(bend(low(v.z)), bend(high(v.z)));
    v.w = pack(bend(low(v.w)), bend(high(v.w)));
    out[i] = v;
  }
}
}
