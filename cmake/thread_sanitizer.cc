// Shows Abseil's mutex to the thread sanitizer, in builds with it only.
//
// The distribution's Abseil is not built for the sanitizer, which therefore
// sees no order between two threads that meet at a mutex, and reports races
// where there are none. The linker sends our calls here (--wrap); each tells
// the sanitizer what it means. Waiting for a condition is done by asking again
// and again, so that conditions, too, are evaluated where it can see them.
#include <poll.h>
#include <sanitizer/tsan_interface.h>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

// The names are those of Debian's inline namespace.
#define WRAP(name) __asm__("__wrap__ZN4absl7debian3" name)
#define REAL(name) __asm__("__real__ZN4absl7debian3" name)
#define WRAP_CONST(name) __asm__("__wrap__ZNK4absl7debian3" name)
#define REAL_CONST(name) __asm__("__real__ZNK4absl7debian3" name)

using absl::BlockingCounter;
using absl::Condition;
using absl::Duration;
using absl::Mutex;
using absl::Notification;
using absl::Time;

void RealLock(Mutex* mu) REAL("5Mutex4LockEv");
void RealUnlock(Mutex* mu) REAL("5Mutex6UnlockEv");
bool RealTryLock(Mutex* mu) REAL("5Mutex7TryLockEv");
void RealReaderLock(Mutex* mu) REAL("5Mutex10ReaderLockEv");
void RealReaderUnlock(Mutex* mu) REAL("5Mutex12ReaderUnlockEv");
void RealNotify(Notification* note) REAL("12Notification6NotifyEv");
void RealWait(const Notification* note)
    REAL_CONST("12Notification19WaitForNotificationEv");
bool RealWaitFor(const Notification* note, Duration timeout)
    REAL_CONST("12Notification30WaitForNotificationWithTimeoutENS0_8DurationE");
bool RealDecrement(BlockingCounter* counter)
    REAL("15BlockingCounter14DecrementCountEv");
void RealWaitAll(BlockingCounter* counter) REAL("15BlockingCounter4WaitEv");

void WrapLock(Mutex* mu) WRAP("5Mutex4LockEv");
void WrapLock(Mutex* mu) {
  RealLock(mu);
  __tsan_acquire(mu);
}

void WrapUnlock(Mutex* mu) WRAP("5Mutex6UnlockEv");
void WrapUnlock(Mutex* mu) {
  __tsan_release(mu);
  RealUnlock(mu);
}

bool WrapTryLock(Mutex* mu) WRAP("5Mutex7TryLockEv");
bool WrapTryLock(Mutex* mu) {
  const bool locked = RealTryLock(mu);
  if (locked) __tsan_acquire(mu);
  return locked;
}

void WrapReaderLock(Mutex* mu) WRAP("5Mutex10ReaderLockEv");
void WrapReaderLock(Mutex* mu) {
  RealReaderLock(mu);
  __tsan_acquire(mu);
}

void WrapReaderUnlock(Mutex* mu) WRAP("5Mutex12ReaderUnlockEv");
void WrapReaderUnlock(Mutex* mu) {
  __tsan_release(mu);
  RealReaderUnlock(mu);
}

bool WrapAwaitUntil(Mutex* mu, const Condition& condition, Time deadline)
    WRAP("5Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE");
bool WrapAwaitUntil(Mutex* mu, const Condition& condition, Time deadline) {
  while (!condition.Eval()) {
    if (absl::Now() >= deadline) return false;
    WrapUnlock(mu);
    ::poll(nullptr, 0, 1);
    WrapLock(mu);
  }
  return true;
}

bool WrapAwaitFor(Mutex* mu, const Condition& condition, Duration timeout)
    WRAP("5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE");
bool WrapAwaitFor(Mutex* mu, const Condition& condition, Duration timeout) {
  return WrapAwaitUntil(mu, condition, absl::Now() + timeout);
}

void WrapAwait(Mutex* mu, const Condition& condition)
    WRAP("5Mutex5AwaitERKNS0_9ConditionE");
void WrapAwait(Mutex* mu, const Condition& condition) {
  WrapAwaitUntil(mu, condition, absl::InfiniteFuture());
}

void WrapLockWhen(Mutex* mu, const Condition& condition)
    WRAP("5Mutex8LockWhenERKNS0_9ConditionE");
void WrapLockWhen(Mutex* mu, const Condition& condition) {
  WrapLock(mu);
  WrapAwait(mu, condition);
}

void WrapNotify(Notification* note) WRAP("12Notification6NotifyEv");
void WrapNotify(Notification* note) {
  __tsan_release(note);
  RealNotify(note);
}

void WrapWait(const Notification* note)
    WRAP_CONST("12Notification19WaitForNotificationEv");
void WrapWait(const Notification* note) {
  RealWait(note);
  __tsan_acquire(const_cast<Notification*>(note));
}

bool WrapWaitFor(const Notification* note, Duration timeout)
    WRAP_CONST("12Notification30WaitForNotificationWithTimeoutENS0_8DurationE");
bool WrapWaitFor(const Notification* note, Duration timeout) {
  const bool notified = RealWaitFor(note, timeout);
  if (notified) __tsan_acquire(const_cast<Notification*>(note));
  return notified;
}

bool WrapDecrement(BlockingCounter* counter)
    WRAP("15BlockingCounter14DecrementCountEv");
bool WrapDecrement(BlockingCounter* counter) {
  __tsan_release(counter);
  return RealDecrement(counter);
}

void WrapWaitAll(BlockingCounter* counter) WRAP("15BlockingCounter4WaitEv");
void WrapWaitAll(BlockingCounter* counter) {
  RealWaitAll(counter);
  __tsan_acquire(counter);
}
