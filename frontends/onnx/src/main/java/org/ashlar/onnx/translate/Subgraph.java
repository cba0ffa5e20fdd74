package org.ashlar.onnx.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.onnx.load.Types;
import org.ashlar.onnx.schema.GraphProto;

/// A graph inside a node: the branch of an If, the body of a loop. It sees the names around it.
public final class Subgraph {
  private final Translator translator;
  private final Scope around;
  private final GraphProto graph;
  private final String label;

  Subgraph(Translator translator, Scope around, GraphProto graph, String label) {
    this.translator = translator;
    this.around = around;
    this.graph = graph;
    this.label = label;
  }

  public String name() {
    return graph.getName();
  }

  public int inputs() {
    return graph.getInputCount();
  }

  public int outputs() {
    return graph.getOutputCount();
  }

  public String input(int position) {
    return graph.getInput(position).getName();
  }

  public String output(int position) {
    return graph.getOutput(position).getName();
  }

  /// The type that the graph declares for an input, where it says all of it.
  public Optional<Type> inputType(int position) {
    return Types.of(graph.getInput(position).getType(), around.frame.binding::fresh);
  }

  /// The type that the graph declares for an output, where it says all of it.
  public Optional<Type> outputType(int position) {
    return Types.of(graph.getOutput(position).getType(), around.frame.binding::fresh);
  }

  /// The outputs for these arguments, computed where the node stands.
  public List<Term> inline(List<? extends Term> arguments) {
    require(arguments.size());
    var scope = around.inside(around.frame);
    for (int i = 0; i < arguments.size(); i++) {
      scope.put(input(i), arguments.get(i));
    }
    return translator.graph(scope, graph);
  }

  /// The graph as a function under construction.
  ///
  /// @param types of its inputs
  /// @param known what some inputs stand for in every call; these become no inputs of the function
  public Body body(List<? extends Type> types, Map<Integer, Term> known) {
    require(types.size() + known.size());
    var frame = new Frame(around.frame.binding, Optional.of(around.frame));
    var scope = around.inside(frame);
    var inputs = new ArrayList<Value>();
    for (int i = 0; i < inputs(); i++) {
      var term = known.get(i);
      if (term == null) {
        var type = types.get(inputs.size());
        inputs.add(frame.graph.input(frame.binding.label(input(i)), type));
        term = new Term.Tensor(inputs.getLast());
      }
      scope.put(input(i), term);
    }
    return new Body(name(), frame, inputs, translator.graph(scope, graph));
  }

  private void require(int arguments) {
    if (arguments != inputs()) {
      throw new IllegalArgumentException(
          label + ": the graph " + name() + " takes " + inputs() + " values, not " + arguments);
    }
  }
}
