package org.ashlar.simulation.report;

import java.util.ArrayList;
import java.util.List;

/// What happened when, on tracks that nest (GPU > SM > sub-core > warp, or core > pipe), with
/// counters and arrows. Times are nanoseconds of the machine's time. Slices of one track must nest.
public final class Trace {
  /// A row of the picture.
  ///
  /// @param parent the number of the track above, or -1
  public record Track(int parent, String name, boolean counter) {}

  /// A thing that took a while.
  public record Slice(int track, String name, double start, double end) {}

  /// A value from a moment on.
  public record Sample(int track, double time, double value) {}

  /// An arrow from one slice to another, by their numbers.
  public record Arrow(int from, int to) {}

  private final List<Track> tracks = new ArrayList<>();
  private final List<Slice> slices = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();
  private final List<Arrow> arrows = new ArrayList<>();

  /// @return the number of the new track
  public int track(int parent, String name) {
    tracks.add(new Track(parent, name, false));
    return tracks.size() - 1;
  }

  public int counter(int parent, String name) {
    tracks.add(new Track(parent, name, true));
    return tracks.size() - 1;
  }

  /// @return the number of the new slice
  public int slice(int track, String name, double start, double end) {
    slices.add(new Slice(track, name, start, end));
    return slices.size() - 1;
  }

  public void sample(int track, double time, double value) {
    samples.add(new Sample(track, time, value));
  }

  public void arrow(int from, int to) {
    arrows.add(new Arrow(from, to));
  }

  public List<Track> tracks() {
    return tracks;
  }

  public List<Slice> slices() {
    return slices;
  }

  public List<Sample> samples() {
    return samples;
  }

  public List<Arrow> arrows() {
    return arrows;
  }

  public int events() {
    return slices.size() + samples.size() + arrows.size();
  }

  /// The name of a track with those above it, joined by a slash.
  public String path(int track) {
    var each = tracks.get(track);
    return each.parent() < 0 ? each.name() : path(each.parent()) + "/" + each.name();
  }

  int root(int track) {
    int above = tracks.get(track).parent();
    return above < 0 ? track : root(above);
  }
}
