package org.ashlar.onnx.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.onnx.schema.NodeProto;

/// One node under translation: its attributes and arguments, and the graph to write to.
///
/// A *demand* ({@link #sizes(int)}, {@link #wholes(int)}, …) asks for numbers now, because the
/// structure of the program depends on them. It is met from constants, from arithmetic on sizes, or
/// by computing the piece of the program that gives them.
public final class Call {
  private final Translator translator;
  private final Scope scope;
  private final NodeProto node;
  private final int version;
  private final NodeAttributes attributes;
  private final Map<Integer, Term> instead;

  Call(Translator translator, Scope scope, NodeProto node, int version) {
    this(translator, scope, node, version, Map.of());
  }

  private Call(
      Translator translator, Scope scope, NodeProto node, int version, Map<Integer, Term> instead) {
    this.translator = translator;
    this.scope = scope;
    this.node = node;
    this.version = version;
    this.attributes = new NodeAttributes(node, scope.attributes, scope.frame.binding.weights);
    this.instead = Map.copyOf(instead);
  }

  /// The same call of other arguments.
  ///
  /// @param terms by input
  public Call with(Map<Integer, Term> terms) {
    return new Call(translator, scope, node, version, terms);
  }

  // ── what is called ──

  public String operator() {
    return node.getOpType();
  }

  public String domain() {
    return Translations.domain(node.getDomain());
  }

  /// The since-version of the translation chosen.
  public int version() {
    return version;
  }

  /// The version of this domain's operators that the model imports.
  public int opset() {
    return (int) translator.opset(scope, domain());
  }

  // ── arguments ──

  /// How many inputs are written, the left out ones between them too.
  public int inputs() {
    return node.getInputCount();
  }

  /// Whether an input is there.
  public boolean has(int input) {
    return input < node.getInputCount()
        && !node.getInput(input).isEmpty()
        && !scope.isAbsent(node.getInput(input));
  }

  public Term term(int input) {
    if (!has(input)) {
      throw refuse("input " + input + " is needed");
    }
    var other = instead.get(input);
    if (other != null) {
      return other;
    }
    return scope
        .find(node.getInput(input))
        .orElseThrow(() -> refuse("input " + node.getInput(input) + " is computed by no node"));
  }

  /// What a name stands for in the graph around the node.
  public Optional<Term> named(String name) {
    return scope.find(name);
  }

  /// An input as a tensor of the program.
  public Value value(int input) {
    return lift(term(input), node.getInput(input));
  }

  /// Every input that is there, as tensors of the program.
  public List<Value> values() {
    var values = new ArrayList<Value>();
    for (int i = 0; i < inputs(); i++) {
      if (has(i)) {
        values.add(value(i));
      }
    }
    return values;
  }

  /// A term as a tensor of the program.
  public Value lift(Term term) {
    return lift(term, node.getOutputCount() > 0 ? node.getOutput(0) : "");
  }

  private Value lift(Term term, String name) {
    try {
      return scope.frame.lift(term, name);
    } catch (IllegalArgumentException e) {
      throw refuse(name + ": " + e.getMessage());
    }
  }

  /// The type of an input that is a tensor.
  public TensorType type(int input) {
    return term(input).type() instanceof TensorType t
        ? t
        : refused(node.getInput(input) + " must be a tensor, not " + term(input).type());
  }

  public DType dtype(int input) {
    return type(input).dtype();
  }

  public int rank(int input) {
    return type(input).rank();
  }

  // ── demands ──

  /// Whole numbers, possibly size expressions: what shapes are made of.
  public List<Expr> sizes(int input) {
    if (term(input) instanceof Term.Sizes sizes) {
      return sizes.elements();
    }
    var data = known(input);
    var elements = new ArrayList<Expr>();
    for (long i = 0; i < data.elements(); i++) {
      elements.add(Expr.of(whole(data, i)));
    }
    return elements;
  }

  /// Whole numbers.
  public long[] wholes(int input) {
    var data = known(input);
    var wholes = new long[Math.toIntExact(data.elements())];
    for (int i = 0; i < wholes.length; i++) {
      wholes[i] = whole(data, i);
    }
    return wholes;
  }

  private static long whole(TensorData data, long i) {
    return data.dtype().isFloat() ? (long) data.get(i) : data.bits(i);
  }

  public double[] reals(int input) {
    return known(input).toDoubles();
  }

  /// The numbers of an input.
  public TensorData known(int input) {
    return known(term(input), node.getInput(input));
  }

  /// The numbers of a term.
  public TensorData known(Term term) {
    return known(term, "a value");
  }

  private TensorData known(Term term, String name) {
    try {
      return switch (term) {
        case Term.Known(var data, _) -> data;
        case Term.Sizes sizes ->
            new Term.Sizes(
                    sizes.elements().stream().map(scope.frame::settle).toList(),
                    sizes.shape(),
                    sizes.dtype())
                .numbers();
        case Term.Tensor(var value) -> scope.frame.folding.demand(value);
        default -> refused(name + " must be numbers, not " + term.type());
      };
    } catch (Unsettled e) {
      throw new Unsettled(
          label() + ": the numbers of " + name + " are needed now: " + e.getMessage(), e.inputs());
    } catch (IllegalStateException e) {
      throw new Unsettled(
          label() + ": the numbers of " + name + " are needed now: " + e.getMessage(),
          java.util.Set.of());
    }
  }

  /// The strings of an input.
  public List<String> texts(int input) {
    return term(input) instanceof Term.Strings s
        ? s.elements()
        : refused(node.getInput(input) + " must be strings, not " + term(input).type());
  }

  /// Whether a demand can be met without looking at what is given.
  public boolean isKnown(int input) {
    return switch (term(input)) {
      case Term.Known _ -> true;
      case Term.Sizes sizes -> sizes.isConstant();
      case Term.Tensor(var value) -> scope.frame.folding.isFoldable(value);
      case Term.Strings _ -> true;
      default -> false;
    };
  }

  // ── attributes ──

  public boolean hasAttribute(String name) {
    return attributes.has(name);
  }

  public long whole(String name, long otherwise) {
    return attributes.whole(name, otherwise);
  }

  public double real(String name, double otherwise) {
    return attributes.real(name, otherwise);
  }

  public String text(String name, String otherwise) {
    return attributes.text(name, otherwise);
  }

  /// Whether a whole number is there and not 0.
  public boolean flag(String name) {
    return attributes.whole(name, 0) != 0;
  }

  /// None where the attribute is left out.
  public List<Long> wholes(String name) {
    return attributes.wholes(name);
  }

  /// None where the attribute is left out.
  public List<Double> reals(String name) {
    return attributes.reals(name);
  }

  /// None where the attribute is left out.
  public List<String> texts(String name) {
    return attributes.texts(name);
  }

  public TensorData tensor(String name) {
    return attributes.tensor(name);
  }

  /// A tensor as a term: also one of strings, or with few numbers where most are zero.
  public Term constant(String name) {
    return attributes.constant(name);
  }

  /// The kind of elements that an attribute names by its number.
  public DType dtype(String name, DType otherwise) {
    return attributes.dtype(name, otherwise);
  }

  /// A type that an attribute says.
  public Optional<Type> type(String name) {
    return attributes.type(name, this::fresh);
  }

  public Subgraph body(String name) {
    return new Subgraph(translator, scope, attributes.graph(name), label());
  }

  NodeAttributes attributes() {
    return attributes;
  }

  /// The first of two ways that works: one that leaves a choice to the run, else one that makes it
  /// now. Nothing is settled by a way that was given up.
  public List<Term> either(Translation open, Translation settled) {
    var before = List.copyOf(scope.frame.binding.settled);
    try {
      return open.translate(this);
    } catch (IllegalArgumentException e) {
      scope.frame.binding.settled.retainAll(before);
      try {
        return settled.translate(this);
      } catch (IllegalArgumentException again) {
        again.addSuppressed(e);
        throw again;
      }
    }
  }

  // ── results ──

  public int outputs() {
    return node.getOutputCount();
  }

  /// Whether an output is named.
  public boolean wants(int output) {
    return output < node.getOutputCount() && !node.getOutput(output).isEmpty();
  }

  public Graph graph() {
    return scope.frame.graph;
  }

  public Value apply(Operator op, Value... args) {
    var result = graph().apply(op, args);
    scope.frame.own(result);
    return result;
  }

  public List<Value> applyAll(Operator op, Value... args) {
    var results = graph().applyAll(op, List.of(args));
    results.forEach(scope.frame::own);
    return results;
  }

  /// Notes that more of a size than a number cannot be had: where the model cannot be bound for any
  /// size, it is tried for those up to it.
  public void limit(Expr size, long most) {
    if (size instanceof Expr.Size s && scope.frame.binding.declared.contains(s.name())) {
      scope.frame.binding.met.merge(s.name(), most, Math::min);
    }
  }

  /// A name for a size that no other in this function has.
  public String fresh(String hint) {
    return scope.frame.binding.fresh(hint);
  }

  // ── errors ──

  /// `Conv_12 (Conv, ai.onnx 11): rule: facts`.
  public IllegalArgumentException refuse(String ruleAndFacts) {
    return new IllegalArgumentException(label() + ": " + ruleAndFacts);
  }

  private <T> T refused(String ruleAndFacts) {
    throw refuse(ruleAndFacts);
  }

  String label() {
    return Translator.label(node, opset());
  }

  Scope scope() {
    return scope;
  }

  NodeProto node() {
    return node;
  }
}
