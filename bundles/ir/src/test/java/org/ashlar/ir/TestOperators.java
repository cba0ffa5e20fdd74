package org.ashlar.ir;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr.Index;

/// Operators for the tests of this package.
final class TestOperators {
  static final Vocabulary ALL =
      Vocabulary.of(
          List.of(
              new Add(),
              new MatMul(),
              new Scale(),
              new Split(),
              new Many(),
              new Apply(),
              new Strict()));

  private TestOperators() {}

  record Add() implements Operator {
    @Override
    public List<Type> infer(List<Type> args) {
      if (!args.get(0).equals(args.get(1))) {
        throw new IllegalArgumentException(
            "add: types differ: " + args.get(0) + " and " + args.get(1));
      }
      return List.of(args.getFirst());
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Pointwise(operand(0).plus(operand(1)));
    }
  }

  record MatMul() implements Operator {
    @Override
    public String name() {
      return "matmul";
    }

    @Override
    public List<Type> infer(List<Type> args) {
      var a = (TensorType) args.get(0);
      var b = (TensorType) args.get(1);
      if (!a.size(1).equals(b.size(0))) {
        throw new IllegalArgumentException("matmul: inner sizes differ: a is " + a + ", b is " + b);
      }
      return List.of(new TensorType(a.dtype(), new Shape(List.of(a.size(0), b.size(1)))));
    }

    @Override
    public Meaning meaning(List<Type> args) {
      var i = new Index("i");
      var j = new Index("j");
      var k = Axis.of("k", ((TensorType) args.getFirst()).size(1));
      var product =
          new Expr.Read(new Operand(0, DType.F32), List.of(i, k.index()))
              .times(new Expr.Read(new Operand(1, DType.F32), List.of(k.index(), j)));
      return new Meaning.Indexed(
          List.of(i, j), List.of(k), Reducer.sum(DType.F32), List.of(product));
    }
  }

  /// With a default, in a domain, of a later version.
  record Scale(float alpha) implements Operator {
    Scale() {
      this(0.5f);
    }

    @Override
    public String domain() {
      return "test.ops";
    }

    @Override
    public int version() {
      return 2;
    }

    @Override
    public List<Type> infer(List<Type> args) {
      return args;
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Pointwise(operand(0).times(alpha));
    }
  }

  /// Two results.
  record Split() implements Operator {
    @Override
    public List<Type> infer(List<Type> args) {
      return List.of(args.getFirst(), TensorType.of(DType.I64, 2));
    }

    @Override
    public Meaning meaning(List<Type> args) {
      throw new IllegalStateException("split: only its types are tested");
    }
  }

  enum Colour {
    RED,
    DARK_BLUE
  }

  /// Every kind of attribute.
  record Many(
      long whole,
      int small,
      float single,
      double wide,
      boolean flag,
      String word,
      DType dtype,
      Shape shape,
      TensorType type,
      Colour colour,
      List<Long> wholes,
      List<Double> reals,
      List<String> words,
      List<Axis> axes,
      Optional<Long> maybe,
      Optional<String> maybeWord,
      Reducer reducer)
      implements Operator {
    Many() {
      this(
          1,
          2,
          0.5f,
          0.25,
          false,
          "",
          DType.F32,
          Shape.of(),
          TensorType.of(DType.F32),
          Colour.RED,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Reducer.sum(DType.F32));
    }

    @Override
    public List<Type> infer(List<Type> args) {
      return List.of(type);
    }

    @Override
    public Meaning meaning(List<Type> args) {
      throw new IllegalStateException("many: only its attributes are tested");
    }
  }

  /// Carries a function.
  record Apply(Function body) implements Operator {
    Apply() {
      this(new Function("nothing", List.of(), List.of(), List.of()));
    }

    @Override
    public List<Type> infer(List<Type> args) {
      return body.outputs().stream().map(Value::type).toList();
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Composed(body);
    }
  }

  /// Refuses an attribute.
  record Strict(long size, List<Long> sizes) implements Operator {
    Strict {
      if (size < 0) {
        throw new IllegalArgumentException("strict: size must not be negative: " + size);
      }
    }

    Strict() {
      this(0, List.of());
    }

    @Override
    public List<Type> infer(List<Type> args) {
      return args;
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Pointwise(operand(0));
    }
  }

  /// Has a component that no text can say.
  record Odd(Thread thread) implements Operator {
    @Override
    public List<Type> infer(List<Type> args) {
      return args;
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Pointwise(operand(0));
    }
  }

  private static Expr operand(int position) {
    return new Expr.Read(new Operand(position, DType.F32), List.of());
  }
}
