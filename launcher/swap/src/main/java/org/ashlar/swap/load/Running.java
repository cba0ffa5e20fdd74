package org.ashlar.swap.load;

import java.util.Optional;
import org.ashlar.door.Door;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/// The load that goes on between two commands.
@Component(service = Running.class)
public final class Running {
  private final Door door;
  private final Lessons lessons;
  private Optional<Load> load = Optional.empty();

  @Activate
  public Running(BundleContext context, @Reference Door door) {
    this.door = door;
    lessons = new Lessons(context, door);
  }

  /// Starts threads of predictions on an untrained network whose answers the reference has computed
  /// beforehand.
  public synchronized void start(int threads) {
    if (load.isPresent()) {
      throw new IllegalStateException("load: it runs already: load stop ends it");
    }
    var prediction = lessons.ask(lesson -> lesson.prediction(lesson.step(), 1));
    var cases = lessons.cases(prediction, "reference");
    door.put(prediction);
    load = Optional.of(new Load(door, prediction.name(), cases, threads));
  }

  /// What the load has seen until now.
  public synchronized Traffic traffic() {
    return load.orElseThrow(Running::none).traffic();
  }

  /// Ends the load; the network stays behind the door.
  public synchronized Traffic stop() {
    var ended = load.orElseThrow(Running::none);
    load = Optional.empty();
    ended.close();
    return ended.traffic();
  }

  @Deactivate
  void close() {
    load.ifPresent(Load::close);
  }

  private static IllegalStateException none() {
    return new IllegalStateException(
        "load: none runs: load start begins one (inside the shell: each ./ashlar is a platform of its own)");
  }
}
