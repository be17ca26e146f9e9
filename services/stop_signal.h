// SIGINT and SIGTERM as something that can be waited for.
#ifndef SERVICES_STOP_SIGNAL_H_
#define SERVICES_STOP_SIGNAL_H_

namespace phoihop {

// Blocks both signals in this thread and those that it starts from now on. One at a time; before any thread is started.
class StopSignal {
 public:
  StopSignal();
  // Gives the signals their usual effect again.
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // Returns when one of them came. From then on the next one ends the process at once: whoever waits for an orderly end
  // may lose patience.
  void Wait();
  // Whether one came already.
  bool Pending() const;
  // As if SIGTERM had come. From any thread.
  static void Raise();
};

}  // namespace phoihop

#endif  // SERVICES_STOP_SIGNAL_H_
