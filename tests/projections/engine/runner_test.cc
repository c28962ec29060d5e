#include "projections/engine/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace loopledger {}
