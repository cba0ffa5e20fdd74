package org.ashlar.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Blueprint;
import org.ashlar.ir.stage.Bound;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Gap;
import org.ashlar.ir.stage.Model;
import org.ashlar.ir.stage.Node;
import org.ashlar.ir.stage.Part;
import org.ashlar.ir.stage.Port;
import org.ashlar.onnx.load.ModelFile;
import org.ashlar.onnx.load.Types;
import org.ashlar.onnx.schema.TypeProto;
import org.ashlar.onnx.schema.ValueInfoProto;
import org.ashlar.onnx.translate.Listing;
import org.ashlar.onnx.translate.Program;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;

/// An ONNX model that was read and checked.
record OnnxBlueprint(
    ModelFile.Opened file,
    Translations translations,
    Vocabulary vocabulary,
    Optional<Evaluator> evaluator)
    implements Blueprint {
  /// Since this version an initialiser of an input's name is a default; before, every initialiser
  /// had to stand among the inputs.
  private static final int DEFAULTS = 4;

  @Override
  public List<Port> inputs() {
    var graph = file.model().getGraph();
    var initial = new HashSet<String>();
    graph.getInitializerList().forEach(t -> initial.add(t.getName()));
    graph.getSparseInitializerList().forEach(t -> initial.add(t.getValues().getName()));
    var ports = new ArrayList<Port>();
    for (var input : graph.getInputList()) {
      boolean weight = initial.contains(input.getName());
      if (!weight || file.model().getIrVersion() >= DEFAULTS) {
        ports.add(port(input, weight || input.getType().hasOptionalType()));
      }
    }
    return ports;
  }

  @Override
  public List<Port> outputs() {
    return file.model().getGraph().getOutputList().stream().map(o -> port(o, false)).toList();
  }

  private static Port port(ValueInfoProto value, boolean optional) {
    var count = new int[1];
    UnaryOperator<String> fresh = hint -> value.getName() + "_" + hint + count[0]++;
    return new Port(value.getName(), type(fresh, value.getType()), optional);
  }

  /// The declared type; where a file leaves the dimensions out, one of any size stands for them.
  private static Type type(UnaryOperator<String> fresh, TypeProto proto) {
    var type = Types.of(proto, fresh);
    if (type.isPresent()) {
      return type.get();
    }
    if (proto.hasSequenceType()) {
      return new Type.SequenceType(type(fresh, proto.getSequenceType().getElemType()));
    }
    if (proto.hasOptionalType()) {
      return new Type.OptionalType(type(fresh, proto.getOptionalType().getElemType()));
    }
    var any = new Shape(List.of(new Expr.Size("any", 0, Types.MOST)));
    return new TensorType(Types.dtype(proto).orElse(org.ashlar.ir.DType.F32), any);
  }

  @Override
  public Map<String, String> facts() {
    return Facts.of(file.model());
  }

  @Override
  public List<Node> nodes() {
    return Listing.of(file.model(), translations, vocabulary).nodes();
  }

  @Override
  public List<Gap> gaps() {
    return Listing.of(file.model(), translations, vocabulary).gaps();
  }

  @Override
  public Model model() {
    Program program;
    try {
      program =
          Program.symbolic(
              file, vocabulary, translations, evaluator.map(e -> (f, a) -> evaluate(e, f, a)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage()
              + "; the model is a program for given inputs only: bind it to their values",
          e);
    }
    return new Model(program.function(), program.variables(), facts());
  }

  private static List<TensorData> evaluate(
      Evaluator evaluator, Function function, List<TensorData> arguments) {
    return evaluator.evaluate(function, arguments).stream().map(Evaluator.Result::data).toList();
  }

  @Override
  public Bound bind(Map<String, Datum> given, Runner runner) {
    var ports = inputs();
    var terms = new LinkedHashMap<String, Term>();
    for (var port : ports) {
      var datum = given.get(port.name());
      if (datum != null) {
        fit(port, datum);
        terms.put(port.name(), Terms.of(datum));
      } else if (!port.optional()) {
        throw new IllegalArgumentException(
            "input "
                + port.name()
                + ": is needed: "
                + port.type()
                + "; given are "
                + given.keySet());
      }
    }
    for (var name : given.keySet()) {
      if (!terms.containsKey(name)) {
        throw new IllegalArgumentException(
            "input "
                + name
                + ": the model has none of this name, it has "
                + ports.stream().map(Port::name).toList());
      }
    }
    var program = Program.of(file, vocabulary, translations, terms, Optional.of(runner::run));
    var results = IntStream.range(0, program.function().outputs().size()).iterator();
    var outputs = new LinkedHashMap<String, Part>();
    program.outputs().forEach((name, term) -> outputs.put(name, Terms.part(term, results)));
    return new Bound(
        new Model(program.function(), program.variables(), facts()),
        program.arguments(),
        outputs,
        program.settled(),
        program.hostSteps(),
        program.values());
  }

  /// @throws IllegalArgumentException when a tensor has another dtype, rank or size than declared
  private static void fit(Port port, Datum datum) {
    if (!(port.type() instanceof TensorType declared)) {
      return;
    }
    boolean fits = datum.type() instanceof TensorType t && fits(declared, t);
    if (!fits) {
      throw new IllegalArgumentException(
          "input " + port.name() + ": must be " + port.type() + ", not " + datum.type());
    }
  }

  private static boolean fits(TensorType declared, TensorType given) {
    if (declared.dtype() != given.dtype()) {
      return false;
    }
    if (declared.rank() == 1 && declared.size(0) instanceof Expr.Size s && s.name().equals("any")) {
      return true;
    }
    return declared.rank() == given.rank()
        && IntStream.range(0, declared.rank())
            .allMatch(d ->
                !(declared.size(d) instanceof Expr.Const)
                    || declared.size(d).equals(given.size(d)));
  }
}
