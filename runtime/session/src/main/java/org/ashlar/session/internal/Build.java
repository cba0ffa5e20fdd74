package org.ashlar.session.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ashlar.backend.Backend;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Program;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Request;
import org.ashlar.ir.Carried;
import org.ashlar.ir.Function;
import org.ashlar.ir.Operator;
import org.ashlar.ir.stage.Arrangement;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Keep;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.ir.stage.Rule;
import org.ashlar.ir.stage.Scheduler;
import org.ashlar.session.ProgramText;

/// A program compiled from its text against the blocks of one moment.
///
/// @param needs the ids of the services without which it cannot run: backends and operators
/// @param blocks the blocks that decide which program comes out of the text, by their names
/// @param made the ids of all services that had a hand in it: when they are the same, compiling
///   again changes nothing
record Build(Program program, Set<Long> needs, List<Block> blocks, Set<Long> made) {

  /// A block, whoever provides it: one that comes back in the place of one that left is equal to
  /// it.
  record Block(String service, String bundle, String implementation) {
    static Block of(Class<?> service, Provider<?> provider) {
      var implementation = provider.service().getClass().getName();
      return new Block(service.getName(), provider.bundle(), implementation);
    }
  }

  /// The blocks of a moment, besides backends and operators.
  private static final List<Class<?>> BLOCKS =
      List.of(Lowering.class, Arrangement.class, Scheduler.class, Autodiff.class, Rule.class);

  static Build of(ProgramText text, Optional<String> device, Presence presence, Compiler compiler) {
    var made = blocks(presence);
    var blocks = named(presence, made);
    var function = compiler.parse(text.text());
    var plain =
        new Request(function, text.variables(), Map.of(), device, true).with(text.precision());
    var request =
        text.training()
            .map(t ->
                compiler.trainingStep(
                    plain,
                    t.of(),
                    t.by(),
                    t.stages(),
                    t.keep().map(Keep::of).orElse(compiler.settings().keep())))
            .orElse(plain);
    var program = compiler.compile(request);
    var needs = new HashSet<Long>();
    program.parts().stream()
        .filter(part -> !part.isHost())
        .forEach(part -> needs.add(part.backend().id()));
    if (program.isCut()) {
      // its runs compile: none may while a block goes
      needs.addAll(made);
      presence.find(Backend.class).forEach(backend -> needs.add(backend.id()));
    }
    var operators = presence.find(Operator.class);
    for (var used : List.of(function, request.function(), program.function())) {
      needs.addAll(operatorsOf(used, operators));
    }
    made.addAll(needs);
    return new Build(program, Set.copyOf(needs), blocks, made);
  }

  /// The blocks that every compilation asks now, besides backends and operators.
  static Set<Long> blocks(Presence presence) {
    var ids = new TreeSet<Long>();
    presence.find(Lowering.class).stream().findFirst().ifPresent(p -> ids.add(p.id()));
    presence.find(Arrangement.class).forEach(p -> ids.add(p.id()));
    presence.find(Scheduler.class).stream().findFirst().ifPresent(p -> ids.add(p.id()));
    presence.find(Autodiff.class).forEach(p -> ids.add(p.id()));
    presence.find(Rule.class).forEach(p -> ids.add(p.id()));
    return ids;
  }

  private static List<Block> named(Presence presence, Set<Long> ids) {
    var named = new ArrayList<Block>();
    for (var service : BLOCKS) {
      for (var provider : presence.find(service)) {
        if (ids.contains(provider.id())) {
          named.add(Block.of(service, provider));
        }
      }
    }
    return List.copyOf(named);
  }

  /// Whether blocks have left and none of the same name has come in their place.
  static boolean isIncomplete(Presence presence, List<Block> blocks) {
    var missing = new ArrayList<>(blocks);
    BLOCKS.forEach(
        service -> presence.standing(service).forEach(p -> missing.remove(Block.of(service, p))));
    return !missing.isEmpty();
  }

  /// The ids of all blocks and backends of this moment: a build that began with others may be of
  /// some of both.
  static Set<Long> standing(Presence presence) {
    var ids = blocks(presence);
    presence.find(Backend.class).forEach(p -> ids.add(p.id()));
    return ids;
  }

  private static Set<Long> operatorsOf(Function function, List<Provider<Operator>> operators) {
    var classes = new HashSet<Class<?>>();
    for (var value : Carried.values(function)) {
      classes.add(value.op().getClass());
    }
    var ids = new HashSet<Long>();
    for (var provider : operators) {
      if (classes.contains(provider.service().getClass())) {
        ids.add(provider.id());
      }
    }
    return ids;
  }
}
