package org.ashlar.itest.peer;

import static org.ashlar.ir.DType.F32;
import static org.ashlar.ir.DType.I32;
import static org.ashlar.ir.DType.I64;
import static org.ashlar.ir.DType.I8;
import static org.ashlar.ir.DType.U8;

import org.ashlar.ir.TensorData;

/// ONNX Runtime's own kinds of attention, and those of ONNX.
final class AttentionCases {
  private AttentionCases() {}

  static void add(Cases cases) {
    var s = new Samples();
    cases.add(
        "att",
        1,
        PeerNode.microsoft("Attention")
            .given(s.real(2, 3, 8))
            .given(s.real(8, 24))
            .given(s.real(24))
            .with("num_heads", 2));
    cases.add(
        "att-uni",
        1,
        PeerNode.microsoft("Attention")
            .given(s.real(2, 3, 8))
            .given(s.real(8, 24))
            .given(s.real(24))
            .with("num_heads", 2)
            .with("unidirectional", 1));
    cases.add(
        "att-mask2",
        1,
        PeerNode.microsoft("Attention")
            .given(s.real(2, 3, 8))
            .given(s.real(8, 24))
            .given(s.real(24))
            .given(TensorData.of(I32, new double[] {1, 1, 0, 0, 1, 1}, 2, 3))
            .with("num_heads", 2));
    cases.add(
        "att-mask2z",
        1,
        PeerNode.microsoft("Attention")
            .given(s.real(2, 3, 8))
            .given(s.real(8, 24))
            .given(s.real(24))
            .given(TensorData.of(I32, new double[] {1, 1, 0, 0, 0, 0}, 2, 3))
            .with("num_heads", 2)
            .with("unidirectional", 1));
    cases.add(
        "att-mask1",
        1,
        PeerNode.microsoft("Attention")
            .given(s.real(2, 3, 8))
            .given(s.real(8, 24))
            .given(s.real(24))
            .given(Samples.list(I32, 2, 3))
            .with("num_heads", 2));
    cases.add(
        "att-mask1x2",
        1,
        PeerNode.microsoft("Attention")
            .given(s.real(2, 3, 8))
            .given(s.real(8, 24))
            .given(s.real(24))
            .given(Samples.list(I32, 2, 3, 0, 1))
            .with("num_heads", 2));
    cases.add(
        "att-mask3",
        1,
        PeerNode.microsoft("Attention")
            .given(s.real(2, 3, 8))
            .given(s.real(8, 24))
            .given(s.real(24))
            .given(s.whole(I32, 0, 1, 2, 3, 3))
            .with("num_heads", 2)
            .with("mask_filter_value", -5f));
    cases.add(
        "att-past",
        2,
        PeerNode.microsoft("Attention")
            .given(s.real(2, 3, 8))
            .given(s.real(8, 24))
            .given(s.real(24))
            .given(s.whole(I32, 0, 1, 2, 7))
            .given(s.real(2, 2, 2, 4, 4))
            .with("num_heads", 2)
            .with("unidirectional", 1));
    cases.add(
        "att-bias",
        1,
        PeerNode.microsoft("Attention")
            .given(s.real(2, 3, 8))
            .given(s.real(8, 24))
            .given(s.real(24))
            .missing(2)
            .given(s.real(1, 2, 3, 3))
            .with("num_heads", 2)
            .with("scale", 0.3f));
    cases.add(
        "att-sizes",
        1,
        PeerNode.microsoft("Attention")
            .given(s.real(2, 3, 8))
            .given(s.real(8, 8 + 8 + 12))
            .given(s.real(28))
            .with("num_heads", 2)
            .wholes("qkv_hidden_sizes", 8, 8, 12));
    cases.add(
        "qatt",
        1,
        1e-3,
        PeerNode.microsoft("QAttention")
            .given(s.bytes(U8, 2, 3, 8))
            .given(s.bytes(I8, 8, 24))
            .given(s.real(24))
            .given(Samples.one(F32, 0.01))
            .given(Samples.one(F32, 0.01))
            .given(Samples.list(I32, 2, 3))
            .given(Samples.one(U8, 128))
            .given(Samples.one(I8, 1))
            .with("num_heads", 2));
    cases.add(
        "qatt-past",
        2,
        1e-3,
        PeerNode.microsoft("QAttention")
            .given(s.bytes(U8, 2, 3, 8))
            .given(s.bytes(I8, 8, 24))
            .given(s.real(24))
            .given(Samples.one(F32, 0.01))
            .given(Samples.one(F32, 0.01))
            .missing(1)
            .given(Samples.one(U8, 128))
            .given(Samples.one(I8, 1))
            .given(s.real(2, 2, 2, 4, 4))
            .with("num_heads", 2)
            .with("unidirectional", 1));
    cases.add(
        "mha",
        3,
        PeerNode.microsoft("MultiHeadAttention")
            .given(s.real(2, 3, 8))
            .given(s.real(2, 5, 8))
            .given(s.real(2, 5, 8))
            .with("num_heads", 2));
    cases.add(
        "mha-bias",
        1,
        PeerNode.microsoft("MultiHeadAttention")
            .given(s.real(2, 3, 8))
            .given(s.real(2, 5, 8))
            .given(s.real(2, 5, 12))
            .given(s.real(28))
            .with("num_heads", 2));
    cases.add(
        "mha-mask",
        1,
        PeerNode.microsoft("MultiHeadAttention")
            .given(s.real(2, 3, 8))
            .given(s.real(2, 5, 8))
            .given(s.real(2, 5, 8))
            .missing(1)
            .given(s.whole(I32, 0, 1, 2, 5))
            .given(s.real(1, 2, 3, 5))
            .with("num_heads", 2));
    cases.add(
        "mha-mask1",
        1,
        PeerNode.microsoft("MultiHeadAttention")
            .given(s.real(2, 3, 8))
            .given(s.real(2, 5, 8))
            .given(s.real(2, 5, 8))
            .missing(1)
            .given(Samples.list(I32, 3, 4))
            .with("num_heads", 2));
    cases.add(
        "mha-past",
        3,
        PeerNode.microsoft("MultiHeadAttention")
            .given(s.real(2, 3, 8))
            .given(s.real(2, 3, 8))
            .given(s.real(2, 3, 8))
            .missing(3)
            .given(s.real(2, 2, 4, 4))
            .given(s.real(2, 2, 4, 4))
            .with("num_heads", 2)
            .with("unidirectional", 1));
    cases.add(
        "mha-uni",
        1,
        PeerNode.microsoft("MultiHeadAttention")
            .given(s.real(2, 3, 8))
            .given(s.real(2, 3, 8))
            .given(s.real(2, 3, 8))
            .with("num_heads", 2)
            .with("unidirectional", 1));
    cases.add(
        "mha-cross4",
        1,
        PeerNode.microsoft("MultiHeadAttention")
            .given(s.real(2, 3, 8))
            .given(s.real(2, 2, 5, 4))
            .given(s.real(2, 2, 5, 4))
            .with("num_heads", 2));
    cases.add(
        "gqa",
        3,
        PeerNode.microsoft("GroupQueryAttention")
            .given(s.real(2, 3, 32))
            .given(s.real(2, 3, 16))
            .given(s.real(2, 3, 16))
            .missing(2)
            .given(Samples.list(I32, 2, 2))
            .given(Samples.one(I32, 3))
            .with("num_heads", 4)
            .with("kv_num_heads", 2));
    cases.add(
        "gqa-packed",
        3,
        PeerNode.microsoft("GroupQueryAttention")
            .given(s.real(2, 3, 64))
            .missing(2)
            .given(s.real(2, 2, 0, 8))
            .given(s.real(2, 2, 0, 8))
            .given(Samples.list(I32, 2, 2))
            .given(Samples.one(I32, 3))
            .with("num_heads", 4)
            .with("kv_num_heads", 2));
    cases.add(
        "gqa-decode",
        3,
        PeerNode.microsoft("GroupQueryAttention")
            .given(s.real(2, 1, 32))
            .given(s.real(2, 1, 16))
            .given(s.real(2, 1, 16))
            .given(s.real(2, 2, 4, 8))
            .given(s.real(2, 2, 4, 8))
            .given(Samples.list(I32, 4, 4))
            .given(Samples.one(I32, 5))
            .with("num_heads", 4)
            .with("kv_num_heads", 2));
    cases.add(
        "gqa-rope",
        3,
        PeerNode.microsoft("GroupQueryAttention")
            .given(s.real(1, 1, 64))
            .given(s.real(1, 1, 32))
            .given(s.real(1, 1, 32))
            .given(s.real(1, 2, 4, 16))
            .given(s.real(1, 2, 4, 16))
            .given(Samples.list(I32, 4))
            .given(Samples.one(I32, 5))
            .given(s.real(10, 8))
            .given(s.real(10, 8))
            .with("num_heads", 4)
            .with("kv_num_heads", 2)
            .with("do_rotary", 1));
    cases.add(
        "gqa-rope-prompt",
        3,
        PeerNode.microsoft("GroupQueryAttention")
            .given(s.real(2, 3, 64))
            .given(s.real(2, 3, 32))
            .given(s.real(2, 3, 32))
            .missing(2)
            .given(Samples.list(I32, 2, 2))
            .given(Samples.one(I32, 3))
            .given(s.real(10, 8))
            .given(s.real(10, 8))
            .with("num_heads", 4)
            .with("kv_num_heads", 2)
            .with("do_rotary", 1)
            .with("rotary_interleaved", 1));
    cases.add(
        "gqa-window",
        1,
        PeerNode.microsoft("GroupQueryAttention")
            .given(s.real(1, 6, 32))
            .given(s.real(1, 6, 16))
            .given(s.real(1, 6, 16))
            .missing(2)
            .given(Samples.list(I32, 5))
            .given(Samples.one(I32, 6))
            .with("num_heads", 4)
            .with("kv_num_heads", 2)
            .with("local_window_size", 2)
            .with("softcap", 0.7f));
    cases.add(
        "gqa-chunk",
        3,
        PeerNode.microsoft("GroupQueryAttention")
            .given(s.real(1, 3, 32))
            .given(s.real(1, 3, 16))
            .given(s.real(1, 3, 16))
            .given(s.real(1, 2, 4, 8))
            .given(s.real(1, 2, 4, 8))
            .given(Samples.list(I32, 6))
            .given(Samples.one(I32, 7))
            .with("num_heads", 4)
            .with("kv_num_heads", 2));
    cases.add(
        "rope",
        1,
        PeerNode.microsoft("RotaryEmbedding")
            .given(s.real(2, 3, 16))
            .given(TensorData.of(I64, new double[] {0, 1, 2, 3, 4, 5}, 2, 3))
            .given(s.real(8, 4))
            .given(s.real(8, 4)));
    cases.add(
        "rope-offset",
        1,
        PeerNode.microsoft("RotaryEmbedding")
            .given(s.real(2, 2, 3, 8))
            .given(TensorData.of(I64, new double[] {2}, 1))
            .given(s.real(8, 4))
            .given(s.real(8, 4))
            .with("interleaved", 1));
    cases.add(
        "rope-part",
        1,
        PeerNode.microsoft("RotaryEmbedding")
            .given(s.real(2, 3, 16))
            .given(TensorData.of(I64, new double[] {0, 1, 2, 3, 4, 5}, 2, 3))
            .given(s.real(8, 2))
            .given(s.real(8, 2))
            .with("rotary_embedding_dim", 4)
            .with("num_heads", 2));
  }
}
