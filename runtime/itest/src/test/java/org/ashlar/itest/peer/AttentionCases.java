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
    cases.add("att", 1, attention(s, 24));
    cases.add("att-uni", 1, attention(s, 24).with("unidirectional", 1));
    cases.add(
        "att-mask2",
        1,
        attention(s, 24).given(TensorData.of(I32, new double[] {1, 1, 0, 0, 1, 1}, 2, 3)));
    cases.add(
        "att-mask2z",
        1,
        attention(s, 24)
            .given(TensorData.of(I32, new double[] {1, 1, 0, 0, 0, 0}, 2, 3))
            .with("unidirectional", 1));
    cases.add("att-mask1", 1, attention(s, 24).given(Samples.list(I32, 2, 3)));
    cases.add("att-mask1x2", 1, attention(s, 24).given(Samples.list(I32, 2, 3, 0, 1)));
    cases.add(
        "att-mask3",
        1,
        attention(s, 24).given(s.whole(I32, 0, 1, 2, 3, 3)).with("mask_filter_value", -5f));
    cases.add(
        "att-past",
        2,
        attention(s, 24)
            .given(s.whole(I32, 0, 1, 2, 7), s.real(2, 2, 2, 4, 4))
            .with("unidirectional", 1));
    cases.add(
        "att-bias", 1, attention(s, 24).missing(2).given(s.real(1, 2, 3, 3)).with("scale", 0.3f));
    cases.add("att-sizes", 1, attention(s, 28).wholes("qkv_hidden_sizes", 8, 8, 12));
    cases.add(
        "qatt",
        1,
        1e-3,
        quantised(s).given(Samples.list(I32, 2, 3), Samples.one(U8, 128), Samples.one(I8, 1)));
    cases.add(
        "qatt-past",
        2,
        1e-3,
        quantised(s)
            .missing(1)
            .given(Samples.one(U8, 128), Samples.one(I8, 1), s.real(2, 2, 2, 4, 4))
            .with("unidirectional", 1));
    cases.add("mha", 3, heads(s, 5));
    cases.add(
        "mha-bias",
        1,
        PeerNode.microsoft("MultiHeadAttention")
            .given(s.real(2, 3, 8), s.real(2, 5, 8), s.real(2, 5, 12), s.real(28))
            .with("num_heads", 2));
    cases.add(
        "mha-mask", 1, heads(s, 5).missing(1).given(s.whole(I32, 0, 1, 2, 5), s.real(1, 2, 3, 5)));
    cases.add("mha-mask1", 1, heads(s, 5).missing(1).given(Samples.list(I32, 3, 4)));
    cases.add(
        "mha-past",
        3,
        heads(s, 3)
            .missing(3)
            .given(s.real(2, 2, 4, 4), s.real(2, 2, 4, 4))
            .with("unidirectional", 1));
    cases.add("mha-uni", 1, heads(s, 3).with("unidirectional", 1));
    cases.add(
        "mha-cross4",
        1,
        PeerNode.microsoft("MultiHeadAttention")
            .given(s.real(2, 3, 8), s.real(2, 2, 5, 4), s.real(2, 2, 5, 4))
            .with("num_heads", 2));
    cases.add(
        "gqa",
        3,
        grouped(s, 2, 3, 16).missing(2).given(Samples.list(I32, 2, 2), Samples.one(I32, 3)));
    cases.add(
        "gqa-packed",
        3,
        PeerNode.microsoft("GroupQueryAttention")
            .given(s.real(2, 3, 64))
            .missing(2)
            .given(
                s.real(2, 2, 0, 8),
                s.real(2, 2, 0, 8),
                Samples.list(I32, 2, 2),
                Samples.one(I32, 3))
            .with("num_heads", 4)
            .with("kv_num_heads", 2));
    cases.add(
        "gqa-decode",
        3,
        grouped(s, 2, 1, 16)
            .given(
                s.real(2, 2, 4, 8),
                s.real(2, 2, 4, 8),
                Samples.list(I32, 4, 4),
                Samples.one(I32, 5)));
    cases.add(
        "gqa-rope",
        3,
        grouped(s, 1, 1, 32)
            .given(
                s.real(1, 2, 4, 16),
                s.real(1, 2, 4, 16),
                Samples.list(I32, 4),
                Samples.one(I32, 5),
                s.real(10, 8),
                s.real(10, 8))
            .with("do_rotary", 1));
    cases.add(
        "gqa-rope-prompt",
        3,
        grouped(s, 2, 3, 32)
            .missing(2)
            .given(Samples.list(I32, 2, 2), Samples.one(I32, 3), s.real(10, 8), s.real(10, 8))
            .with("do_rotary", 1)
            .with("rotary_interleaved", 1));
    cases.add(
        "gqa-window",
        1,
        grouped(s, 1, 6, 16)
            .missing(2)
            .given(Samples.list(I32, 5), Samples.one(I32, 6))
            .with("local_window_size", 2)
            .with("softcap", 0.7f));
    cases.add(
        "gqa-chunk",
        3,
        grouped(s, 1, 3, 16)
            .given(
                s.real(1, 2, 4, 8), s.real(1, 2, 4, 8), Samples.list(I32, 6), Samples.one(I32, 7)));
    cases.add(
        "rope",
        1,
        PeerNode.microsoft("RotaryEmbedding")
            .given(
                s.real(2, 3, 16),
                TensorData.of(I64, new double[] {0, 1, 2, 3, 4, 5}, 2, 3),
                s.real(8, 4),
                s.real(8, 4)));
    cases.add(
        "rope-offset",
        1,
        PeerNode.microsoft("RotaryEmbedding")
            .given(
                s.real(2, 2, 3, 8),
                TensorData.of(I64, new double[] {2}, 1),
                s.real(8, 4),
                s.real(8, 4))
            .with("interleaved", 1));
    cases.add(
        "rope-part",
        1,
        PeerNode.microsoft("RotaryEmbedding")
            .given(
                s.real(2, 3, 16),
                TensorData.of(I64, new double[] {0, 1, 2, 3, 4, 5}, 2, 3),
                s.real(8, 2),
                s.real(8, 2))
            .with("rotary_embedding_dim", 4)
            .with("num_heads", 2));
  }

  /// Two heads over three tokens of eight numbers, as the next two.
  private static PeerNode attention(Samples s, int width) {
    return PeerNode.microsoft("Attention")
        .given(s.real(2, 3, 8), s.real(8, width), s.real(width))
        .with("num_heads", 2);
  }

  private static PeerNode quantised(Samples s) {
    return PeerNode.microsoft("QAttention")
        .given(s.bytes(U8, 2, 3, 8), s.bytes(I8, 8, 24), s.real(24))
        .given(Samples.one(F32, 0.01), Samples.one(F32, 0.01))
        .with("num_heads", 2);
  }

  private static PeerNode heads(Samples s, int keys) {
    return PeerNode.microsoft("MultiHeadAttention")
        .given(s.real(2, 3, 8), s.real(2, keys, 8), s.real(2, keys, 8))
        .with("num_heads", 2);
  }

  /// Two queries to a key, of a batch of sequences.
  private static PeerNode grouped(Samples s, int batch, int length, int width) {
    return PeerNode.microsoft("GroupQueryAttention")
        .given(s.real(batch, length, 2 * width))
        .given(s.real(batch, length, width), s.real(batch, length, width))
        .with("num_heads", 4)
        .with("kv_num_heads", 2);
  }
}
