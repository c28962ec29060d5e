# Makes Abseil's mutex known to the thread sanitizer: thread_sanitizer.cc.

if(NOT CMAKE_CXX_FLAGS_DEBUG MATCHES "-fsanitize=thread")
  return()
endif()

# protobuf's headers lay out maps otherwise when they see the sanitizer, and the
# distribution's library has not seen it.
add_compile_options(-U__SANITIZE_THREAD__)

add_library(thread_sanitizer STATIC
  ${PROJECT_SOURCE_DIR}/cmake/thread_sanitizer.cc)
target_link_libraries(thread_sanitizer PUBLIC absl::synchronization absl::time)
link_libraries(thread_sanitizer)

foreach(name
    _ZN4absl7debian35Mutex4LockEv
    _ZN4absl7debian35Mutex6UnlockEv
    _ZN4absl7debian35Mutex7TryLockEv
    _ZN4absl7debian35Mutex10ReaderLockEv
    _ZN4absl7debian35Mutex12ReaderUnlockEv
    _ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE
    _ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE
    _ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE
    _ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE
    _ZN4absl7debian312Notification6NotifyEv
    _ZNK4absl7debian312Notification19WaitForNotificationEv
    _ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE
    _ZN4absl7debian315BlockingCounter14DecrementCountEv
    _ZN4absl7debian315BlockingCounter4WaitEv)
  add_link_options(LINKER:--wrap=${name})
endforeach()
